"""Plays the demo like a person and takes pictures of it."""
