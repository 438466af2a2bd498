// The help beside a form: remembers what was open, and opens the help for a field beside it. The panel itself works without
// this file: it is a popover with disclosures.
const panel = document.getElementById("petunjuk");
const parts = [...panel.querySelectorAll("details[data-part]")];
const memory = {
  read() { try { return JSON.parse(localStorage.getItem("petunjuk")) ?? {}; } catch { return {}; } },
  write(changes) { try { localStorage.setItem("petunjuk", JSON.stringify({ ...this.read(), ...changes })); } catch { /* not kept */ } },
};

const kept = memory.read();
parts.forEach((part) => {
  part.addEventListener("toggle", () => {
    memory.write({ [part.dataset.part]: part.open });
    if (part.open) fill(part);
  });
  if (part.dataset.part in kept) part.open = kept[part.dataset.part];
});

// A large part is fetched when it is opened; without an answer its link stays.
async function fill(part) {
  const link = part.querySelector("a[data-fetch]");
  if (!link) return;
  try {
    const answer = await fetch(link.href);
    if (answer.ok && !answer.redirected) link.parentElement.outerHTML = await answer.text();
  } catch { /* the link is still there */ }
}

// On a wide screen a drawer that was open is open again; on a phone it would hide the form.
const isDrawer = panel.classList.contains("drawer") && "showPopover" in panel;
if (isDrawer && kept.drawer && matchMedia("(min-width: 80rem)").matches) panel.showPopover();
panel.addEventListener("toggle", (event) => { if (event.target === panel && isDrawer) memory.write({ drawer: event.newState === "open" }); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel.matches(":popover-open") || document.querySelector("dialog[open]")) return;
  const inside = panel.contains(document.activeElement);
  panel.hidePopover();
  if (inside) document.querySelector("[popovertarget=petunjuk]:not(.shut)")?.focus();
});

// The help for a field: a button beside its label, the text fetched once.
const fields = panel.dataset.fields?.split(" ") ?? [];
const bubble = Object.assign(document.createElement("div"), { id: "field-help", className: "field-help sheet", tabIndex: -1 });
bubble.popover = "auto";
bubble.setAttribute("role", "dialog");
if (fields.length) document.body.append(bubble);
const texts = new Map();

function placeOf(field) {
  return document.querySelector(`th#${field}, #div_id_${field} > :is(label, legend), label[for=id_${field}]`);
}

async function textOf(field) {
  if (!texts.has(field)) {
    const answer = await fetch(panel.dataset.fieldUrl.replace("kolom-ini", field), { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    texts.set(field, await answer.text());
  }
  return texts.get(field);
}

async function open(button, field) {
  bubble.setAttribute("aria-label", button.getAttribute("aria-label"));
  bubble.textContent = panel.dataset.loading;
  show(button);
  try { bubble.innerHTML = await textOf(field); } catch { bubble.textContent = panel.dataset.offline; }
  show(button);
}

function show(button) {
  if (!bubble.matches(":popover-open")) bubble.showPopover();
  const at = button.getBoundingClientRect();
  const width = Math.min(384, innerWidth - 16);
  bubble.style.width = `${width}px`;
  bubble.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  const below = innerHeight - at.bottom - 16;
  const fits = below > 220 || below > at.top;
  bubble.style.top = fits ? `${at.bottom + 6}px` : "auto";
  bubble.style.bottom = fits ? "auto" : `${innerHeight - at.top + 6}px`;
  bubble.style.maxHeight = `${fits ? below : at.top - 16}px`;
  bubble.focus({ preventScroll: true });
}

for (const field of "showPopover" in bubble ? fields : []) {
  const place = placeOf(field);
  if (!place) continue;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "help-button", textContent: "?" });
  const label = place.textContent.replace(/[*\s]+/g, " ").trim();
  button.setAttribute("aria-label", `${panel.dataset.word}: ${label}`);
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => open(button, field));
  if (place.matches("label")) place.after(button); else place.append(button);
}
