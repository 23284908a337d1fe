"""The composition root, without Qt: adapters into use cases."""
