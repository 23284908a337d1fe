"""Turns the source into things that people install. Knows the program's files, not its code."""
