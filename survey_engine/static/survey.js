// Small comforts. Every page works without this file.

// The link in a letter is /i#CODE.SIGNATURE. What stands after # never reaches a server: put it into the form, and
// take it out of the address bar. The person presses Continue: nothing is sent by itself.
const code = document.getElementById("code");
const signature = document.querySelector("[data-signature]");
const takeLink = () => {
  if (location.hash.length < 2) return;
  let typed = location.hash.slice(1);
  try { typed = decodeURIComponent(typed); } catch { /* a damaged link: as it stands */ }
  if (document.getElementById(typed)) return; // a link within the page
  const dot = typed.indexOf(".");
  code.value = dot < 0 ? typed : typed.slice(0, dot);
  signature.value = dot < 0 ? "" : typed.slice(dot + 1);
  history.replaceState(null, "", location.pathname);
};
if (code && signature) {
  takeLink();
  addEventListener("hashchange", takeLink);
  code.addEventListener("input", () => { signature.value = ""; });
}

// "None of these" and the other answers take each other away. The server checks this too.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const alone = target.dataset.behaviour === "exclusive";
  for (const box of target.form.elements) {
    if (box !== target && box.name === target.name && box.type === "checkbox") {
      if (alone || box.dataset.behaviour === "exclusive") box.checked = false;
    }
  }
});

// The same button pressed twice sends once. Buttons stay enabled: a disabled one would lose its value.
let pressed = null;
document.addEventListener("submit", (event) => {
  const now = Date.now();
  if (pressed && pressed.button === event.submitter && now - pressed.at < 3000) event.preventDefault();
  else pressed = { button: event.submitter, at: now };
});
addEventListener("pageshow", () => { pressed = null; });

// Where the browser did not move to the list of problems by itself, given the time to do so.
const problems = document.querySelector("[data-error-summary]");
if (problems) setTimeout(() => { if (document.activeElement === document.body) problems.focus(); }, 500);
