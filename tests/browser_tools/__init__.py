"""Tools for tests in a real browser: a phone, what it must not do, and the engines that judge its pages."""
