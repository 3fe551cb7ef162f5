// Small comforts. Every page works without this file.

// The link in a letter is /i#CODE.SIGNATURE, and may go on with how to show it: &language=ur&size=largest. What stands
// after # never reaches a server: put it into the form, and take it out of the address bar. The person presses
// Continue: no code is sent by itself. Only a language asks for the page again, as its own button does.
const code = document.getElementById("code");
const signature = document.querySelector("[data-signature]");
const wish = (name, value) => {
  const choice = document.querySelector(`[data-display] input[name="${name}"][value="${CSS.escape(value)}"]`);
  if (!choice) return;
  choice.checked = true;
  document.documentElement.dataset.textSize = value;
};
const takeLink = () => {
  if (location.hash.length < 2) return;
  let typed = location.hash.slice(1);
  try { typed = decodeURIComponent(typed); } catch { /* a damaged link: as it stands */ }
  if (document.getElementById(typed)) return; // a link within the page
  const [letter, ...rest] = typed.split("&");
  const wishes = new URLSearchParams((letter.includes("=") ? [letter, ...rest] : rest).join("&"));
  history.replaceState(null, "", location.pathname);
  if (!letter.includes("=")) {
    const dot = letter.indexOf(".");
    code.value = dot < 0 ? letter : letter.slice(0, dot);
    signature.value = dot < 0 ? "" : letter.slice(dot + 1);
  }
  wish("text_size", wishes.get("size") ?? "");
  const language = document.querySelector(`button[name="language"][lang="${CSS.escape(wishes.get("language") ?? "")}"]`);
  if (language) language.click();
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
