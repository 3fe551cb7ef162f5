"""The charity's door: accounts, and what staff did."""
