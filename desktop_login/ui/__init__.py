"""What the person sees. Qt lives here and nowhere else; AWS, keychains and JWT do not."""
