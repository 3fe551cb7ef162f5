"""What a page is once it has loaded: its problems have the focus, and no control waits for a script."""

from __future__ import annotations

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLateError

# Where a browser does not give the focus by itself, the page's script does after half a second.
_FOCUS_MILLISECONDS = 1500
_SUMMARY = """() => {
  const list = document.querySelector('[data-error-summary]');
  const box = list.getBoundingClientRect();
  const isSeen = list.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && box.width > 100 && box.height > 40 && box.right > 0 && box.left < innerWidth
    && getComputedStyle(list).clip === 'auto' && getComputedStyle(list).clipPath === 'none';
  if (!isSeen) return ['the list of problems cannot be seen'];
  return box.top < innerHeight && box.bottom > 0 ? [] : ['the list of problems is not on the screen'];
}"""
_LISTED = """root => [...root.querySelectorAll(
    'input:not([type=hidden]), select, textarea, button, a[href], summary')]
  .map(one => [one.tagName, one.type || '', one.name || '', one.value || '', one.id, one.hidden].join(' '))"""
_ADDED = """written => {
  const list = %s;
  const now = list(document).join('\\n');
  const before = list(new DOMParser().parseFromString(written, 'text/html')).join('\\n');
  return now === before ? [] : [`a script changes the controls: ${before} | ${now}`.slice(0, 400)];
}""".replace("%s", _LISTED)
_UNSEEN = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button')]
  .filter(one => !one.closest('details:not([open])'))
  .filter(one => {
    const box = one.getBoundingClientRect();
    const isSeen = one.checkVisibility({visibilityProperty: true}) && box.width > 1 && box.height > 1;
    return !isSeen || one.disabled;
  }).map(one => `cannot be used without scripts: ${one.outerHTML.slice(0, 120)}`)"""


def summary_problems(page: Page) -> list[str]:
    """A list of problems that a person does not come upon; nothing where the page has none."""
    if page.locator("[data-error-summary]").count() == 0:
        return []
    problems: list[str] = page.evaluate(_SUMMARY)
    try:
        page.locator("[data-error-summary]:focus").wait_for(state="attached", timeout=_FOCUS_MILLISECONDS)
    except TooLateError:
        return [*problems, "the list of problems has not the focus"]
    return problems


def controls_by_script(page: Page) -> list[str]:
    """Controls that are not there, or are others, before scripts have run; the page must have been loaded."""
    written = page.context.request.get(page.url).text()
    problems: list[str] = page.evaluate(_ADDED, written)
    return problems


def unusable_controls(page: Page) -> list[str]:
    """Controls that a phone without scripts does not show."""
    problems: list[str] = page.evaluate(_UNSEEN)
    return problems
