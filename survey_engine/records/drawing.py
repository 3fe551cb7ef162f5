"""The slow work on many codes at once: new ones drawn, given ones derived, outside any transaction.

In threads, because the slow part (0.1 s a code) lets go of the interpreter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from survey_engine.records import invitations
from survey_engine.records.invitations import Drawn, Random
from survey_engine.sealing.codes import Code
from survey_engine.sealing.keys import CodeKeys, derive_code_keys

# A server leaves one processor to the people who are answering.
BESIDE_PATIENTS: Final = max(1, (os.cpu_count() or 2) - 1)


def draw_many(
    symbol: str, wave: str, count: int, pepper: bytes, random: Random, *, threads: int | None = None
) -> Iterator[Drawn]:
    """Yield so many new codes of a wave as they are done. `threads`: one for each processor where None."""

    def draw(_number: int) -> list[Drawn]:
        return invitations.draw(symbol, wave, 1, pepper, random)

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
        for few in pool.map(draw, range(count)):
            yield from few


def derive_many(
    codes: Sequence[Code], wave: str, pepper: bytes, *, threads: int | None = None
) -> Iterator[CodeKeys]:
    """Yield what each code gives, in the order of the codes. Each takes as long, whatever became of it."""
    with ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
        yield from pool.map(lambda code: derive_code_keys(code, pepper, wave), codes)
