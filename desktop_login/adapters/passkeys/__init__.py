"""Passkeys over fido2: security keys on USB, and the dialog of Windows."""
