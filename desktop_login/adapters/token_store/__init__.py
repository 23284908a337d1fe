"""Where a session rests: a key in the keychain, an encrypted record in a file."""
