"""The room of questionnaires: read, checked, routed, answered."""
