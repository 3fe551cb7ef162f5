"""Files that staff choose, held in memory alone: what is in them may be written to no disk in clear."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import parse_form_data


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form with files brought: its fields, and the bytes of each file that was chosen."""

    fields: MultiDict[str, str] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)


def read_posted(most_bytes: int) -> Posted:
    """Read a posted form with files. To be called before anything else reads the form.

    Flask would put files above half a megabyte into the folder for temporary files. Where the form was read
    already, because the password was asked for meanwhile, it came without files. Raises
    RequestEntityTooLarge.
    """
    if "form" in request.__dict__:
        return Posted(request.form, {})
    _stream, fields, files = parse_form_data(
        request.environ, stream_factory=_in_memory, max_content_length=most_bytes
    )
    return Posted(fields, {name: one.stream.read() for name, one in files.items()})


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    return io.BytesIO()
