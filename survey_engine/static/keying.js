// Where forms are keyed: marks the boxes that stand for what is keyed. Every screen works without this file.
const keysIn = (typed, keys) => {
  const parts = typed.trim().split(/[\s,.;]+/).filter(Boolean);
  const together = parts.length === 1 && /^\d+$/.test(parts[0]) && !keys.includes(parts[0]);
  if (together && keys.length < 10) return [...parts[0]];
  return parts.map((part) => (part === "+" ? "+1" : part));
};
for (const box of document.querySelectorAll("[data-keyed]")) {
  const items = [...document.querySelectorAll(`[id="${CSS.escape(box.id)}-boxes"] [data-key]`)];
  const keys = items.map((item) => item.dataset.key);
  const mark = () => {
    const chosen = keysIn(box.value, keys);
    for (const item of items) item.classList.toggle("is-keyed", chosen.includes(item.dataset.key));
  };
  box.addEventListener("input", mark);
  mark();
}
