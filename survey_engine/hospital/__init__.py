"""The hospital's door: letters, silent stops, counts."""
