"""What happens: use cases over ports. Async, and free of Qt, AWS, keychains and JWT."""
