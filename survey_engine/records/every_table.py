"""The metadata with every table, for whoever needs all: a module of tables ends its name in "tables"."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from survey_engine import records
from survey_engine.records.metadata import Base as Base

for _module in iter_modules(records.__path__):
    if _module.name.endswith("tables"):
        import_module(f"{records.__name__}.{_module.name}")
