"""The patient's pages in a real browser: whole journeys, and what every page must be."""
