"""From the options to a running program: the only folder that knows the window and the services."""
