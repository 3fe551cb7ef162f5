"""Where the files that come with the program lie, in a clone and in an installed wheel."""

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parent


def builtin_folder(name: Literal["questionnaires", "translations", "migrations"]) -> Path:
    """Return a folder at the repository's top where there is one, else its copy inside the package."""
    beside = PACKAGE.parent / name
    # Beside an installed package stands site-packages, where a folder of the same name may be anybody's.
    if beside.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file():
        return beside
    return PACKAGE / "builtin" / name
