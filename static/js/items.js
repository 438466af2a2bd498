// The form of a section of items: the autosave, and the cards of a table.
import { Autosave } from "masterplan/autosave";
import { haveRows, openRows } from "masterplan/rows";

const form = document.getElementById("items");
const words = document.getElementById("words-of-saving").dataset;
const OURS = ["csrfmiddlewaretoken", "based_on", "once_key"];

const serialise = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !OURS.includes(name))).toString();

function restore(text) {
  const pairs = new URLSearchParams(text);
  haveRows(Number(pairs.get("baris-TOTAL_FORMS")));
  for (const input of form.elements) {
    if (input.name && !OURS.includes(input.name) && !input.name.endsWith("_FORMS")) input.value = pairs.get(input.name) ?? "";
  }
  saving.changed();
}

function mark(faults = {}) {
  form.querySelectorAll(".fault").forEach((note) => note.remove());
  form.querySelectorAll(".faulty").forEach((input) => { input.classList.remove("faulty"); input.removeAttribute("aria-invalid"); });
  for (const [name, [fault]] of Object.entries(faults)) {
    const input = form.elements[name];
    if (!input) continue;
    input.classList.add("faulty");
    input.setAttribute("aria-invalid", "true");
    input.after(Object.assign(document.createElement("div"), { className: "fault", textContent: fault }));
  }
}

let saving = null;
openRows(() => saving?.changed());
saving = new Autosave({
  form, words, journal: form.dataset.journal, read: serialise, url: location.pathname,
  fill: (body, text) => new URLSearchParams(text).forEach((value, name) => body.append(name, value)),
  put: restore,
  onSaved: () => mark(),
  onInvalid: mark,
});
form.addEventListener("input", () => saving.changed());
form.addEventListener("change", () => saving.changed());
form.addEventListener("submit", (event) => { event.preventDefault(); saving.now(); });
saving.offerJournal();
