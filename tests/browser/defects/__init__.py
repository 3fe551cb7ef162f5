"""The tests of the tests: every kind of defect, and the gate that must find it."""
