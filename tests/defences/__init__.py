"""Breaks each defence that SECURITY.md names in a copy of the tree, and asserts that a test notices."""
