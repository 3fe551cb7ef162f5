"""Whether words stay whole when a person sets her own spacing, and whether she sees where the focus is."""

from __future__ import annotations

import base64

from playwright.sync_api import Browser, Page

# WCAG 1.4.12, as its text gives the four values.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    "p { margin-bottom: 2em !important; }"
)
_CUT_OFF = """() => {
  const cut = [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || style.clip !== 'auto') return false;
    const wide = one.scrollWidth > one.clientWidth + 1 && /hidden|clip/.test(style.overflowX);
    const high = one.scrollHeight > one.clientHeight + 1 && /hidden|clip/.test(style.overflowY);
    return wide || high;
  }).map(one => `cut off: ${one.outerHTML.slice(0, 120)}`);
  const width = document.scrollingElement.scrollWidth;
  return width > innerWidth ? [...cut, `${width} px wide`] : cut;
}"""
_STOP = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const box = on.getBoundingClientRect();
  return {
    kind: `${on.tagName} ${on.type || ''} ${on.className}`, what: on.outerHTML.slice(0, 120),
    x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height,
  };
}"""
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
_LONGEST_TAB = 120


def text_spacing_problems(page: Page) -> list[str]:
    """What is cut off, or runs off sideways, at 320 px with the text spacing of WCAG 1.4.12."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
           document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        TEXT_SPACING,
    )
    problems: list[str] = page.evaluate(_CUT_OFF)
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
        """Press Tab through the page; every kind of stop whose focus cannot be seen well enough."""
        found = []
        for _press in range(_LONGEST_TAB):
            page.keyboard.press("Tab")
            stop = page.evaluate(_STOP)
            if stop is None:
                break
            if stop["kind"] not in self.kinds:
                self.kinds.add(stop["kind"])
                found += self._look(page, stop)
        return found

    def _look(self, page: Page, stop: dict[str, float]) -> list[str]:
        ratio = page.evaluate("devicePixelRatio")
        clip = {
            "x": max(stop["x"] - _AROUND, 0),
            "y": max(stop["y"] - _AROUND, 0),
            "width": stop["width"] + 2 * _AROUND,
            "height": stop["height"] + 2 * _AROUND,
        }
        focused = page.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]
        page.evaluate("document.activeElement.blur()")
        blurred = page.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]
        pictures = [base64.b64encode(one).decode() for one in (focused, blurred)]
        changed = self._bench.evaluate(_CHANGED, pictures) / ratio**2
        needed = 2 * 2 * (stop["width"] + stop["height"])
        if changed >= needed:
            return []
        return [f"focus changes {changed:.0f} of {needed:.0f} pixels: {stop['what']}"]
