"""The charity's door: letters, counts, accounts, and what staff did."""
