"""The window: the only folder besides app and tour that uses Qt. Knows no AWS, keychain or JWT."""
