"""Whether words stay whole when a person sets her own spacing, and whether she sees where the focus is."""

from __future__ import annotations

import base64

from playwright.sync_api import Browser, Page

from tests.browser_tools.fitting import NARROW, at_width

# WCAG 1.4.12, as its text gives the four values.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    "p { margin-bottom: 2em !important; }"
)
_CUT_OFF = """spacing => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(spacing);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const cut = [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || style.clip !== 'auto') return false;
    const wide = one.scrollWidth > one.clientWidth + 1 && /hidden|clip/.test(style.overflowX);
    const high = one.scrollHeight > one.clientHeight + 1 && /hidden|clip/.test(style.overflowY);
    return wide || high;
  }).map(one => `cut off: ${one.outerHTML.slice(0, 120)}`);
  const width = document.scrollingElement.scrollWidth;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet);
  return width > innerWidth ? [...cut, `${width} px wide`] : cut;
}"""
# Looks for stops like those that Tab makes; a browser shows the focus of each as long as keys were used last.
_STOPS = """known => {
  const kinds = new Set(known);
  const found = [];
  for (const one of document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) {
    const kind = `${one.tagName} ${one.type || ''} ${one.className}`;
    if (kinds.has(kind) || one.closest('details:not([open]) > :not(summary)')) continue;
    kinds.add(kind);
    one.dataset.stop = found.length;
    found.push(kind);
  }
  return found;
}"""
_FOCUS = """number => {
  const on = document.querySelector(`[data-stop="${number}"]`);
  on.focus({preventScroll: true});
  on.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = on.getBoundingClientRect();
  return {what: on.outerHTML.slice(0, 120), x: box.x, y: box.y, width: box.width, height: box.height};
}"""
_PLAIN_LINKS = """() => [...document.querySelectorAll('a[href]:not(.nhsuk-button)')]
  .filter(one => !getComputedStyle(one).textDecorationLine.includes('underline'))
  .map(one => `known by its colour alone: ${one.outerHTML.slice(0, 120)}`)"""
_CHANGED = """async ([one, other]) => {
  const read = async text => {
    const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + text)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, picture.width, picture.height).data;
  };
  const [a, b] = [await read(one), await read(other)];
  const linear = value => value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = (data, at) =>
    0.2126 * linear(data[at]) + 0.7152 * linear(data[at + 1]) + 0.0722 * linear(data[at + 2]);
  let changed = 0;
  for (let at = 0; at < a.length; at += 4) {
    const [dark, bright] = [light(a, at), light(b, at)].sort((x, y) => x - y);
    if ((bright + 0.05) / (dark + 0.05) >= 3) changed += 1;
  }
  return changed;
}"""
_AROUND = 8  # CSS pixels beyond an element in which its focus may be shown


def text_spacing_problems(page: Page) -> list[str]:
    """What is cut off, or runs off sideways, at 320 px with the text spacing of WCAG 1.4.12."""
    problems: list[str] = at_width(page, NARROW, lambda: page.evaluate(_CUT_OFF, TEXT_SPACING))
    return problems


def plain_links(page: Page) -> list[str]:
    """Links that only their colour tells from the words around them."""
    problems: list[str] = page.evaluate(_PLAIN_LINKS)
    return problems


class FocusPixels:
    """Counts what changes on the screen when something gets the focus (WCAG 2.4.13).

    An indicator must be as large as a line of 2 CSS pixels around the control, and change each of its pixels
    by a contrast of 3 to 1.
    """

    def __init__(self, browser: Browser) -> None:
        """Use a blank page as the place where pictures are compared."""
        self._context = browser.new_context()
        self._bench = self._context.new_page()
        self.kinds: set[str] = set()  # what was looked at before: the same class looks the same

    def close(self) -> None:
        """Put the blank page away."""
        self._context.close()

    def problems(self, page: Page) -> list[str]:
        """Every kind of stop, not looked at before, whose focus cannot be seen well enough."""
        page.keyboard.press("Tab")  # from here on the browser shows the focus
        fresh = page.evaluate(_STOPS, sorted(self.kinds))
        self.kinds.update(fresh)
        return [problem for number in range(len(fresh)) for problem in self._look(page, number)]

    def _look(self, page: Page, number: int) -> list[str]:
        stop = page.evaluate(_FOCUS, number)
        clip = {
            "x": max(stop["x"] - _AROUND, 0),
            "y": max(stop["y"] - _AROUND, 0),
            "width": stop["width"] + 2 * _AROUND,
            "height": stop["height"] + 2 * _AROUND,
        }
        focused = page.screenshot(clip=clip)  # type: ignore[arg-type]
        page.evaluate("document.activeElement.blur()")
        blurred = page.screenshot(clip=clip)  # type: ignore[arg-type]
        pictures = [base64.b64encode(one).decode() for one in (focused, blurred)]
        changed = self._bench.evaluate(_CHANGED, pictures) / page.evaluate("devicePixelRatio") ** 2
        needed = 2 * 2 * (stop["width"] + stop["height"])
        if changed >= needed:
            return []
        return [f"focus changes {changed:.0f} of {needed:.0f} pixels: {stop['what']}"]
