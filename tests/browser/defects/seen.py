"""Defects that only show where a browser draws the page, loads it, or has its controls touched."""

from __future__ import annotations

from tests.browser.defects.kinds import Defect

_OPTION = r'<div class="nhsuk-radios__item">\s*(<input [^>]*>)\s*(<label [^>]*>)(.*?)</label>\s*</div>'
_ROW = r"<table><tr><td>\1</td><td>\2\3</label></td></tr></table>"
_ADD_BOX = "document.querySelector('.nhsuk-radios').innerHTML += '<input type=radio name=dx_where>'"

SEEN_DEFECTS = (
    Defect(
        "contrast", "text, clean", "axe", "color-contrast-enhanced", style=".nhsuk-hint { color: #5f6a70 }"
    ),
    Defect(
        "focus",
        "single, clean",
        "focus",
        "radios__input",
        style="* { outline: none !important; box-shadow: none !important }",
    ),
    Defect("targets", "welcome", "targets", "Settings", style=".link-button { min-height: 0; padding: 0 }"),
    Defect(
        "false buttons",
        "single, clean",
        "buttons",
        "plays a button",
        ((r'<button ([^>]*) type="submit"[^>]*>Continue</button>', r"<div \1>Continue</div>"),),
    ),
    Defect(
        "false buttons",
        "single, clean",
        "buttons",
        "listens for click",
        (("</form>", '<p id="on">Go on</p></form>'),),
        script="document.getElementById('on').addEventListener('click', () => {})",
    ),
    Defect(
        "tab order",
        "single, clean",
        "tab order",
        "Tab comes from",
        (('value="stop"', 'value="stop" tabindex="1"'),),
    ),
    Defect(
        "tab order",
        "single, clean",
        "tab order",
        "stops to the question",
        (("<main", '<a href="/a">A</a> <a href="/b">B</a> <a href="/c">C</a><main'),),
    ),
    Defect(
        "submit on change",
        "single, clean",
        "change",
        "moves on",
        script="document.addEventListener('change', ({target}) => target.form.submit())",
    ),
    Defect(
        "submit on change",
        "text, clean",
        "change",
        "moves on",
        script="document.addEventListener('focusout', () => { location.href = '/next' })",
    ),
    Defect("fixed width", "single, clean", "sideways", "px wide", style="main { width: 600px }"),
    Defect("clipping", "single, clean", "spacing", "cut off", style="h1 { height: 1.2em; overflow: hidden }"),
    Defect(
        "colour alone",
        "enter",
        "links",
        "by its colour alone",
        style="a { text-decoration: none !important }",
    ),
    Defect(
        "grids",
        "scale, clean",
        "rows",
        "beside another choice",
        style=".nhsuk-radios { display: flex; flex-wrap: wrap }",
    ),
    Defect(
        "script-only questions",
        "single, clean",
        "controls",
        "a script changes the controls",
        ((_OPTION, ""),),
        script=_ADD_BOX,
    ),
    Defect(
        "script-only questions",
        "single, clean",
        "controls without scripts",
        "cannot be used without scripts",
        (('class="nhsuk-radios"', 'class="nhsuk-radios" hidden'),),
        script="document.querySelector('.nhsuk-radios').hidden = false",
    ),
    Defect(
        "reversed order",
        "single, clean",
        "reading order",
        "read after, shown before",
        style=".nhsuk-radios { display: flex; flex-direction: column-reverse }",
    ),
    Defect(
        "reversed order",
        "check",
        "reading order",
        "read after, shown before",
        style="main { display: flex !important; flex-direction: column } main form { order: -1 }",
    ),
    Defect(
        "hidden summary",
        "text, wrong",
        "summary",
        "cannot be seen",
        style=".nhsuk-error-summary { display: none }",
    ),
    Defect(
        "hidden summary",
        "text, wrong",
        "summary without scripts",
        "has not the focus",
        ((" autofocus data-error-summary", " data-error-summary"),),
    ),
    Defect(
        "hidden summary",
        "text, wrong",
        "summary",
        "cannot be seen",
        (('class="nhsuk-error-summary"', 'class="nhsuk-u-visually-hidden"'),),
    ),
    Defect(
        "none not exclusive",
        "sensitive multiple, clean",
        "none",
        "leaves the other answers ticked",
        ((' data-behaviour="exclusive"', ""),),
    ),
    # Three that axe does not see: another judge than ours does.
    Defect(
        "groups",
        "single, clean",
        "ibm",
        "input_checkboxes_grouped (fail)",
        (("<fieldset[^>]*>", "<div>"), ("<legend[^>]*>(.*?)</legend>", r"\1"), ("</fieldset>", "</div>")),
    ),
    Defect(
        "crossed labels",
        "single, clean",
        "ibm",
        "input_label_after (fail)",
        (
            ('for="dx_where"', 'for="dx_where-9"'),
            ('for="dx_where-2"', 'for="dx_where"'),
            ('for="dx_where-9"', 'for="dx_where-2"'),
        ),
    ),
    Defect("grids", "single, clean", "ibm", "table_headers_exists (fail)", ((_OPTION, _ROW),)),
)
