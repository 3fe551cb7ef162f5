"""Every table of the program, wherever its module is."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

from survey_engine import records
from survey_engine.records.metadata import Base as Base


def every_table() -> MetaData:
    """Return the metadata with each table in it: a module that nobody imported has declared none yet."""
    for module in iter_modules(records.__path__, f"{records.__name__}."):
        if module.name.endswith("tables"):
            import_module(module.name)
    return Base.metadata


every_table()
