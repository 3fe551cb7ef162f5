"""What the link in a letter makes a browser fetch: the page and all it names, as compressed as it comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

ASSETS = re.compile(r'(?:<link rel="(?:icon|stylesheet)"[^>]*href|<script[^>]*src)="([^"]+)"')


@dataclass(frozen=True)
class Visit:
    """How many requests a first visit makes, and how many bytes come back: headers and bodies."""

    requests: int
    bytes: int
    parts: dict[str, int]


def first_visit(base_url: str) -> Visit:
    """Fetch the code page and every style sheet, script and icon it names."""
    host = urlsplit(base_url).netloc
    page, parts = _fetch(host, "/i", encodings="identity")
    names = ASSETS.findall(page.decode())
    _page, parts = _fetch(host, "/i")
    sizes = {"/i": parts}
    for name in names:
        _body, sizes[name.partition("?")[0]] = _fetch(host, name)
    return Visit(len(sizes), sum(sizes.values()), sizes)


def _fetch(host: str, path: str, encodings: str = "gzip, deflate, br, zstd") -> tuple[bytes, int]:
    connection = HTTPConnection(host, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encodings})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"GET {path}: status {answer.status}")
        body = answer.read()
        return body, len(body) + len(bytes(str(answer.headers), "latin-1"))
    finally:
        connection.close()
