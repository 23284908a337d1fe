"""The sign-in with the system browser: a listener on this computer, and the two requests of the program itself."""
