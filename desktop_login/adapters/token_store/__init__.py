"""How sessions and devices are stored: a key in the keychain, an encrypted record in a file."""
