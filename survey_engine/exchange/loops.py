"""Reference loops: things that wait for each other, so that none can ever be decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def find_loop(references: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The names of one loop in order, the first again at the end; empty where there is none."""
    done: set[str] = set()
    for start in references:
        if start not in done and (loop := _loop_from(start, references, done)):
            return loop
    return ()


def _loop_from(start: str, references: Mapping[str, Collection[str]], done: set[str]) -> tuple[str, ...]:
    """Walk down from one name, without recursion: a hostile file nests deeper than the interpreter can."""
    way = [start]
    pending = [iter(references.get(start, ()))]
    on_way = {start}
    while way:
        name = next(pending[-1], None)
        if name is None:
            done.add(way[-1])
            on_way.discard(way.pop())
            pending.pop()
        elif name in on_way:
            return (*way[way.index(name) :], name)
        elif name not in done:
            way.append(name)
            on_way.add(name)
            pending.append(iter(references.get(name, ())))
    return ()
