"""One file a screen. Pages ask and tell; they do not know what follows."""
