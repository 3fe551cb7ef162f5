"""Door 1: the patient's."""
