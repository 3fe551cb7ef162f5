"""A report as one static page: no script, nothing fetched, the same at any width and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape as escaped
from pathlib import Path
from typing import assert_never

from survey_engine.exchange.report_document import (
    Block,
    Figure,
    Heading,
    Items,
    NewPage,
    Report,
    Table,
    Words,
    plain,
)

_STYLE = Path(__file__).parent / "report.css"


def report_html(report: Report) -> bytes:
    """The page as UTF-8, the same bytes for the same report."""
    names = {id(heading): name for name, heading in report.headings()}
    body = blocks_html(report.blocks, names)
    links = "\n".join(
        f'<li><a href="#{name}"{_lang(heading.language)}>{escape(heading.text)}</a></li>'
        for name, heading in report.headings()
    )
    lead = "\n".join(f"<p>{escape(line)}</p>" for line in report.lead)
    title = escape(report.title)
    return f"""<!DOCTYPE html>
<html lang="{escape(report.language)}" dir="ltr">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style>
{_STYLE.read_text("utf-8").strip()}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{lead}
<p class="audience">{escape(report.audience)}</p>
<nav aria-label="{escape(report.contents)}">
<h2>{escape(report.contents)}</h2>
<ul>
{links}
</ul>
</nav>
{body}
</main>
</body>
</html>
""".encode()


def blocks_html(blocks: Sequence[Block], names: Mapping[int, str] | None = None) -> str:
    """Blocks as HTML, for a page that has a title and a style of its own. names: ids of headings."""
    return "\n".join(part for block in blocks for part in _block(block, names or {}))


def escape(text: str) -> str:
    """Words as a page holds them: never markup."""
    return escaped(plain(text))


def _block(block: Block, names: Mapping[int, str]) -> Iterator[str]:
    match block:
        case Heading(text, level, language):
            name = f' id="{names[id(block)]}"' if id(block) in names else ""
            yield f"<h{level}{name}{_lang(language)}>{escape(text)}</h{level}>"
        case Words(text, is_boxed, language):
            box = ' class="boxed"' if is_boxed else ""
            yield f"<p{box}{_lang(language)}>{escape(text)}</p>"
        case Items(lines, is_numbered):
            tag = "ol" if is_numbered else "ul"
            yield f"<{tag}>" + "".join(_item(block, *line) for line in lines) + f"</{tag}>"
        case Table():
            yield _table(block)
        case Figure(chart):
            yield f'<div class="figure">{chart.svg}</div>'
            yield _table(block.table)
        case NewPage():
            yield '<hr class="page">'
        case _:
            assert_never(block)


def _lang(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""


def _item(items: Items, lead: str, text: str) -> str:
    if not lead:
        return f"<li{_lang(items.language)}>{escape(text)}</li>"
    words = escape(text) if not items.language else f"<span{_lang(items.language)}>{escape(text)}</span>"
    return f"<li><strong{_lang(items.lead_language)}>{escape(lead)}</strong> {words}</li>"


def _table(table: Table) -> str:
    """A table; each cell names its column too, for a narrow screen on which every row becomes a list."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "\n".join(_row(table, *row) for row in table.rows)
    return (
        f"<table>\n<caption{_lang(table.language)}>{escape(table.caption)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _row(table: Table, first: str, *cells: str) -> str:
    named = zip(table.head[1:], cells, strict=True)
    inner = "".join(f'<td data-head="{escape(name)}">{escape(cell)}</td>' for name, cell in named)
    return f'<tr><th scope="row"{_lang(table.row_language)}>{escape(first)}</th>{inner}</tr>'
