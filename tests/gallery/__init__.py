"""Pictures of every component in every state, for people to look at: `python -m tests.gallery DIR`."""
