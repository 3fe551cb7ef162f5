"""Files that a hundred applications of one run read again and again are read once, while they stay the same.

Each test makes an application of its own, and half of the time of that went into the same definitions,
translations and templates. What is kept is keyed by each file's path, size and time of change, so a test that
writes its own file still reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2.bccache import Bucket

from survey_engine.questionnaire import loading
from survey_engine.web import translations

Stamp = tuple[tuple[str, int, int], ...]


def pytest_configure(config: pytest.Config) -> None:
    """Put the keeping readers where the application looks for its readers."""
    keep = pytest.MonkeyPatch()
    config.add_cleanup(keep.undo)
    keep.setattr(loading, "load_questionnaire", _questionnaires_kept(loading.load_questionnaire))
    keep.setattr(translations, "read_domain", _domains_kept(translations.read_domain))
    keep.setattr(translations.Languages, "__init__", _languages_kept(translations.Languages.__init__))
    keep.setattr(jinja2.Environment, "__init__", _templates_kept(jinja2.Environment.__init__, _Compiled()))


def stamp(paths: Iterable[Path]) -> Stamp:
    """What changes when a file does."""
    found = ((path, path.stat()) for path in sorted(paths))
    return tuple((str(path.resolve()), of.st_size, of.st_mtime_ns) for path, of in found)


def _questionnaires_kept(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """A version also depends on the lists of standards beside it."""

    @cache
    def once(path: Path, _stamp: Stamp) -> Any:
        return read(path)

    def kept(path: Path) -> Any:
        return once(path, stamp([path, *path.parent.parent.rglob("*.yaml")]))

    return kept


def _domains_kept(read: Callable[[Path, str], Any]) -> Callable[[Path, str], Any]:
    @cache
    def once(path: Path, code: str, _stamp: Stamp) -> Any:
        return read(path, code)

    return lambda path, code: once(path, code, stamp([path]))


def _languages_kept(begin: Callable[..., None]) -> Callable[..., None]:
    """One object for a language with the same domains, which remembers what it has worked out."""
    known: dict[tuple[object, ...], translations.Language] = {}

    def begin_with_known(
        self: translations.Languages, folders: Sequence[Path], offered: Sequence[str]
    ) -> None:
        begin(self, folders, offered)
        for code, language in self._by_code.items():
            key = (code, *((name, id(domain)) for name, domain in language._domains.items()))
            # What is kept holds its domains, so that no other can take their ids.
            self._by_code[code] = known.setdefault(key, language)

    return begin_with_known


def _templates_kept(begin: Callable[..., None], compiled: jinja2.BytecodeCache) -> Callable[..., None]:
    def begin_with_memory(self: jinja2.Environment, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **{"bytecode_cache": compiled, **named})

    return begin_with_memory


class _Compiled(jinja2.BytecodeCache):
    """Templates as compiled, in memory. Jinja keys them by name, file and source."""

    def __init__(self) -> None:
        self._by_key: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same source."""
        checksum, code = self._by_key.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._by_key[bucket.key] = (bucket.checksum, bucket.code)
