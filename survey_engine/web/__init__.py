"""The porch: what the doors share of Flask."""
