"""Static files by WhiteNoise: compressed beforehand, kept by browsers for a year, renamed by content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from whitenoise import WhiteNoise

_FOLDER: Final = Path(__file__).parent.parent / "static"
_PREFIX: Final = "static/"
_YEAR: Final = 365 * 24 * 3600


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


class StaticFiles:
    """Our own assets before the application; a page's every asset comes from our own address."""

    def __init__(self, application: Callable[..., Any]) -> None:
        """Read the folder once; a file changed later is not seen."""
        self._versions = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            for path in sorted(_FOLDER.iterdir())
            if path.suffix in (".css", ".js", ".svg")
        }
        self.wsgi = WhiteNoise(
            application, max_age=_YEAR, allow_all_origins=False, add_headers_function=_add_headers
        )
        for name in self._versions:
            self.wsgi.add_file_to_dictionary(f"/{_PREFIX}{name}", str(_FOLDER / name))

    def url(self, name: str) -> str:
        """The address of an asset, with its content's hash."""
        return f"/{_PREFIX}{name}?v={self._versions[name]}"
