"""Values and rules that every other folder shares. Standard library only: no I/O, no clock, no randomness."""
