"""What every test may ask for: fixtures live in plugins named here, beside what they serve."""

from __future__ import annotations

pytest_plugins = ["tests.read_once", "tests.postgres", "tests.browser_tools.plugin"]
