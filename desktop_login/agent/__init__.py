"""What an open window and a command say to each other, over a socket that only this user can reach."""
