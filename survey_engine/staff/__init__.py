"""The door of all staff: signing in, invitations, second steps."""
