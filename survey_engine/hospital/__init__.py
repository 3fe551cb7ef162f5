"""The hospital's door: letters, lost letters, reminders, silent stops, counts."""
