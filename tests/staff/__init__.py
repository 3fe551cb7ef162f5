"""Staff: accounts, signing in, and the screens of each role."""
