"""The patient pages: markup, weight, and words that must be there."""
