"""A Word document (.docx, ECMA-376) by hand: a zip of a few XML files, with styles, bullets and merge fields.

Only what a letter for mail merge needs. Everything said is escaped, so nothing that a person wrote is markup.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import escape

TWIPS_PER_MM = 1440 / 25.4
FONT, MONO = "Arial", "Courier New"
URDU_FONT = "Urdu Typesetting"
LOCALES = {"en": "en-GB", "cy": "cy-GB", "ur": "ur-PK"}
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip wants a time; the file is to say nothing of one


@dataclass(frozen=True, slots=True)
class Typeface:
    """The language, its direction, and the size of print in points."""

    language: str
    is_mirrored: bool
    points: int

    @property
    def locale(self) -> str:
        """The language as Word names it."""
        return LOCALES.get(self.language, self.language.replace("_", "-"))


def words(text: str, typeface: Typeface, style: str = "") -> str:
    """A run of text in the direction of its language."""
    turned = "<w:rtl/>" if typeface.is_mirrored else ""
    return run(_text(text), f"{style}{turned}{_language(typeface)}")


def run(inner: str, style: str = "") -> str:
    """One run: what it holds, and its properties."""
    return f"<w:r><w:rPr>{style}</w:rPr>{inner}</w:r>" if style else f"<w:r>{inner}</w:r>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{_escaped(text)}</w:t>'


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _language(typeface: Typeface) -> str:
    which = "bidi" if typeface.is_mirrored else "val"
    return f'<w:lang w:{which}="{_escaped(typeface.locale)}"/>'


def merge_field(name: str, style: str = "") -> str:
    """A field that a mail merge fills in from the column of this name; until then it shows «name»."""
    return field(_instruction(f" MERGEFIELD {name} "), f"«{name}»", style)


def qr_field(name: str, error_level: int = 3, percent: int = 100) -> str:
    """A field that draws a column of the mail merge as a QR pattern; Word has it since 2013."""
    start, end = _instruction(' DISPLAYBARCODE "'), _instruction(f'" QR \\q {error_level} \\s {percent} ')
    return field(start + merge_field(name) + end, "[QR]")


def field(instructions: str, shown: str, style: str = "") -> str:
    """A complex field: its instructions as runs, and what stands there until it is updated."""

    def mark(kind: str) -> str:
        return run(f'<w:fldChar w:fldCharType="{kind}"/>', style)

    return mark("begin") + instructions + mark("separate") + run(_text(shown), style) + mark("end")


def _instruction(text: str) -> str:
    return run(f'<w:instrText xml:space="preserve">{_escaped(text)}</w:instrText>')


def bold_mono(half_points: int) -> str:
    """Properties of a run that is set in large bold letters of one width, from left to right."""
    fonts = f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}" w:cs="{MONO}"/>'
    return f'{fonts}<w:b/><w:noProof/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def paragraph(inner: str, typeface: Typeface, style: str = "", extra: str = "") -> str:
    """One paragraph of runs. extra: further properties, such as `framed` or `bordered`."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    turned = "<w:bidi/>" if typeface.is_mirrored else ""
    properties = f"{named}{extra}{turned}"
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>" if properties else f"<w:p>{inner}</w:p>"


def framed(left: float, top: float, width: float) -> str:
    """Properties of a paragraph that stands at a place of the sheet, in millimetres from its corner."""
    x, y, w = (round(value * TWIPS_PER_MM) for value in (left, top, width))
    return f'<w:framePr w:w="{w}" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="{x}" w:y="{y}"/>'


def bordered() -> str:
    """Properties of a paragraph in a box; those that follow one another share it."""
    sides = ("top", "left", "bottom", "right")
    lines = "".join(f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="000000"/>' for side in sides)
    return f"<w:keepNext/><w:keepLines/><w:pBdr>{lines}</w:pBdr>"


def new_sheet(typeface: Typeface) -> str:
    """Go on overleaf."""
    return paragraph(run('<w:br w:type="page"/>'), typeface)


def document(body: str, title: str, typeface: Typeface) -> bytes:
    """The file, the same bytes for the same body."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(body, title, typeface).items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _parts(body: str, title: str, typeface: Typeface) -> dict[str, str]:
    margin = round(20 * TWIPS_PER_MM)
    sheet = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" '
        'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    kinds = {"document": "document.main", "styles": "styles", "numbering": "numbering"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>',
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/_rels/document.xml.rels": _relations(
            (f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/numbering", "numbering.xml")
        ),
        "word/document.xml": f'<w:document xmlns:w="{_MAIN}"><w:body>{body}{sheet}</w:body></w:document>',
        "word/styles.xml": _styles(typeface),
        "word/numbering.xml": _bullets(),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_escaped(title)}</dc:title><dc:language>{_escaped(typeface.locale)}</dc:language>"
        "</cp:coreProperties>",
    }


def _relations(*pairs: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _styles(typeface: Typeface) -> str:
    size = typeface.points * 2
    other = URDU_FONT if typeface.language == "ur" else FONT
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{other}"/>'
    usual = f'{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{_language(typeface)}'
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        '<w:pPr><w:keepNext/><w:spacing w:before="200" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:sz w:val="{larger}"/><w:szCs w:val="{larger}"/></w:rPr></w:style>'
        for level, larger in ((1, round(size * 1.3)), (2, round(size * 1.1)))
    )
    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{usual}</w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f'{heads}<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )


def _bullets() -> str:
    return (
        f'<w:numbering xmlns:w="{_MAIN}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
