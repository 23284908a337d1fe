"""Values and rules that the folders of the client share. Standard library only: no I/O, no clock, no randomness."""
