"""The use cases, written against ports. Async; imports no Qt, AWS, keychain or JWT library."""
