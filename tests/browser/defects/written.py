"""Defects that can be read from a page as it is written."""

from __future__ import annotations

from tests.browser.defects.kinds import Defect

_OPTION = r'<div class="nhsuk-radios__item">\s*(<input [^>]*>)\s*(<label [^>]*>)(.*?)</label>\s*</div>'
_HARD = "Multidisciplinary consultation facilitates individualised treatment. " * 40

WRITTEN_DEFECTS = (
    Defect(
        "labels",
        "single, clean",
        "rules",
        "has no label",
        ((r'<label ([^>]*) for="dx_where">', r"<label \1>"),),
    ),
    Defect(
        "labels",
        "text, clean",
        "rules",
        "has no label",
        ((r"<label ([^>]*)>(.*?)</label>", r"<p \1>\2</p>"),),
    ),
    Defect(
        "groups",
        "single, clean",
        "rules",
        "is in no fieldset",
        (("<fieldset[^>]*>", "<div>"), ("<legend[^>]*>(.*?)</legend>", r"\1"), ("</fieldset>", "</div>")),
    ),
    Defect("groups", "several, clean", "rules", "is in no fieldset", (("<legend[^>]*>.*?</legend>", ""),)),
    Defect(
        "summary links", "scale, wrong", "rules", "hits no control", (('href="#overall"', 'href="#scale"'),)
    ),
    Defect(
        "summary links",
        "month and year, wrong",
        "rules",
        "hits no control",
        (('href="#dx_month"', 'href="#dx_month-error"'),),
    ),
    Defect("error ties", "text, wrong", "rules", "do not describe", ((" best_thing-error", ""),)),
    Defect(
        "error ties",
        "single, wrong",
        "rules",
        "do not describe",
        (("error-message(.*?)</span>[^<]+<", r"error-message\1</span>No<"),),
    ),
    Defect(
        "language of parts",
        "enter",
        "languages",
        "'Cymraeg' is read as en",
        ((' lang="cy" dir="ltr">', ">"),),
    ),
    Defect("language of parts", "enter", "languages", "is read as en", ((' lang="ur" dir="rtl">', ">"),)),
    Defect(
        "language of parts",
        "single, clean",
        "languages",
        "is English",
        (('value="next">[^<]+<', 'value="next">Go on with the survey<'),),
        language="cy",
    ),
    Defect(
        "language of parts",
        "single, clean",
        "languages",
        "has English in it",
        (('value="next">[^<]+<', 'value="next">Continue<'),),
        language="ur",
    ),
    Defect(
        "language of parts",
        "stop",
        "languages",
        "changes its order",
        ((r'<bdi class="code" dir="ltr">([^<]+)</bdi>', "<span>627 514 1751</span>"),),
        language="ur",
    ),
    Defect(
        "refresh",
        "stop",
        "rules",
        "moves on by itself",
        (("<head>", '<head><meta http-equiv="refresh" content="60; url=/">'),),
    ),
    Defect(
        "titles",
        "single, clean",
        "rules",
        "is not 'short title",
        (("<title>.*?</title>", "<title>Survey</title>"),),
    ),
    Defect("titles", "single, wrong", "rules", "begins with 'Error: '", (("<title>Error: ", "<title>"),)),
    Defect("language of page", "check", "rules", "has no lang", ((' lang="en"', ""),)),
    Defect(
        "language of page",
        "check",
        "languages",
        "in another language",
        (('lang="cy"', 'lang="en"'),),
        language="cy",
    ),
    Defect(
        "false buttons",
        "single, clean",
        "rules",
        "plays a button",
        (
            (
                r'<button ([^>]*) type="submit"[^>]*>Continue</button>',
                r'<div \1 role="button" tabindex="0">Continue</div>',
            ),
        ),
    ),
    Defect(
        "crossed labels",
        "single, clean",
        "rules",
        "stands elsewhere",
        (
            ('for="dx_where"', 'for="dx_where-9"'),
            ('for="dx_where-2"', 'for="dx_where"'),
            ('for="dx_where-9"', 'for="dx_where-2"'),
        ),
    ),
    Defect(
        "crossed labels",
        "question p03",
        "answers",
        "is recorded as",
        (('value="here"', 'value="x"'), ('value="phone"', 'value="here"'), ('value="x"', 'value="phone"')),
    ),
    Defect(
        "tab order",
        "single, clean",
        "rules",
        "tabindex above 0",
        (('value="stop"', 'value="stop" tabindex="1"'),),
    ),
    Defect(
        "zoom", "enter", "rules", "forbids zoom", (("initial-scale=1", "initial-scale=1, user-scalable=no"),)
    ),
    Defect(
        "colour alone",
        "text, wrong",
        "rules",
        "is marked as wrong without words",
        ((r'<span class="nhsuk-error-message".*?</span>.*?</span>', ""), (" best_thing-error", "")),
    ),
    Defect("headings", "check", "rules", "h3 follows h1", (("<h2([^>]*)>(.*?)</h2>", r"<h3\1>\2</h3>"),)),
    Defect("headings", "single, clean", "rules", "0 h1", (("<h1([^>]*)>(.*?)</h1>", r"<span\1>\2</span>"),)),
    Defect(
        "grids",
        "single, clean",
        "rules",
        "stands in a table",
        ((_OPTION, r"<table><tr><td>\1</td><td>\2\3</label></td></tr></table>"),),
    ),
    Defect("hard words", "help", "words", "grade", (("</h1>", f"</h1><p>{_HARD}</p>"),)),
    Defect(
        "hard words", "help", "words", "a long sentence", (("</h1>", f"</h1><p>{'and then ' * 11}.</p>"),)
    ),
)
