"""What Linux desktops expect beside the program."""
