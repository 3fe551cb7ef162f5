"""What a page does when it is touched: only buttons act, and nothing acts before a button is pressed."""

from __future__ import annotations

from playwright.sync_api import Error, Page, Request

_FALSE_BUTTONS = """() => {
  const real = 'a[href], button, input, select, textarea, summary, label';
  const acting = '[role=button], [role=link], [role=checkbox], [role=radio], [role=option], [role=menuitem]';
  const inReal = one => one.closest(real) !== null;
  const pointed = one => getComputedStyle(one).cursor === 'pointer';
  const found = [...document.body.querySelectorAll('*')].filter(one =>
    one.matches(acting) && !one.matches('button')
    || !inReal(one) && (one.tabIndex >= 0 || /button/i.test(one.className) || pointed(one))
    || one.matches('a:not([href]), a[href="#"]'));
  return found.map(one => `plays a button: ${one.outerHTML.slice(0, 120)}`);
}"""
_TOUCH = """async () => {
  const say = (one, ...kinds) => kinds.forEach(kind => one.dispatchEvent(new Event(kind, {bubbles: true})));
  let sent = 0;
  addEventListener('submit', event => { sent += 1; event.preventDefault(); });
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    one.focus();
    if (['radio', 'checkbox'].includes(one.type)) one.click();
    else { one.value = '1'; say(one, 'input', 'change'); }
    one.blur();
  }
  await new Promise(done => setTimeout(done, 60));
  return sent;
}"""
_NONE = """() => [...document.querySelectorAll('.nhsuk-checkboxes__divider')].flatMap(divider => {
  const list = divider.parentElement;
  const boxes = [...list.querySelectorAll('input')];
  const isNone = box => Boolean(divider.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
  const tick = box => { if (!box.checked) box.click(); };
  const ticked = () => boxes.filter(box => box.checked);
  const [none] = boxes.filter(isNone);
  boxes.filter(box => !isNone(box)).forEach(tick);
  tick(none);
  const found = ticked().length === 1 && none.checked ? [] : ['"none" leaves the other answers ticked'];
  tick(boxes[0]);
  return none.checked ? [...found, '"none" stays ticked beside another answer'] : found;
})"""
_LISTENING = {"click", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "keydown", "keyup"}


def false_buttons(page: Page) -> list[str]:
    """What looks or listens like a button and is none."""
    problems: list[str] = page.evaluate(_FALSE_BUTTONS)
    return problems + _listeners(page)


def _listeners(page: Page) -> list[str]:
    """Listeners for presses on anything but a control, by the browser's own list."""
    inspector = page.context.new_cdp_session(page)
    body = inspector.send("Runtime.evaluate", {"expression": "document.body"})["result"]["objectId"]
    every = inspector.send("DOMDebugger.getEventListeners", {"objectId": body, "depth": -1})["listeners"]
    inspector.detach()
    return [f"listens for {one['type']} outside a control" for one in every if one["type"] in _LISTENING]


def acts_by_itself(page: Page) -> list[str]:
    """What is sent or opened when controls are only touched and changed. Best on a page that was loaded."""
    went: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            went.append(request.url)

    page.on("request", note)
    try:
        sent = page.evaluate(_TOUCH)
    except Error:  # the page under the script is gone
        sent = 1
    page.remove_listener("request", note)
    return ["moves on when an answer is changed"] if sent or went else []


def none_problems(page: Page) -> list[str]:
    """A last answer after "or" that can be ticked together with the others."""
    problems: list[str] = page.evaluate(_NONE)
    return problems
