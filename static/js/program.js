// The form of a programme: rows, sums while typing, ranges pasted from a spreadsheet, and the autosave.
import { Autosave } from "masterplan/autosave";
import { read, show } from "masterplan/grid/numbers";
import { Picker } from "masterplan/grid/picker";
import { searchIndicators, searchNomenclature } from "masterplan/grid/search";

const form = document.getElementById("program");
const words = document.getElementById("words-of-saving").dataset;
const OURS = ["csrfmiddlewaretoken", "based_on", "once_key"];

// 1. Sums.

function sum() {
  const table = form.querySelector('[data-grid="bud"]');
  const totals = {};
  table.querySelectorAll("tr[data-row]:not(.gone)").forEach((row) => {
    let whole = 0;
    row.querySelectorAll("input[data-year]").forEach((input) => {
      const amount = read(input.value) || 0;
      whole += amount;
      totals[input.dataset.year] = (totals[input.dataset.year] || 0) + amount;
    });
    row.querySelector("[data-row-total]").textContent = whole ? show(whole) : "";
  });
  table.querySelectorAll("[data-total]").forEach((cell) => {
    const amount = cell.dataset.total === "all" ? Object.values(totals).reduce((a, b) => a + b, 0) : totals[cell.dataset.total];
    cell.textContent = amount ? show(amount) : "";
  });
}

// 2. Rows.

function addRow(prefix) {
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  const holder = document.createElement("tbody");
  holder.innerHTML = document.getElementById(`${prefix}-template`).innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  form.querySelector(`[data-grid="${prefix}"] tbody`).append(row);
  total.value = Number(total.value) + 1;
  nameCells(row, prefix);
  return row;
}

// Each input is named by its column; the row is told by its number.
function nameCells(row, prefix) {
  const number = [...row.parentElement.children].indexOf(row) + 1;
  row.querySelectorAll("input:not([type=checkbox]), select").forEach((input) => {
    const column = document.getElementById(`${prefix}-${input.name.split("-").pop()}`);
    input.setAttribute("aria-label", `${column?.textContent ?? ""}, baris ${number}`);
  });
}

form.querySelectorAll("[data-grid]").forEach((grid) => grid.querySelectorAll("tr[data-row]").forEach((row) => nameCells(row, grid.dataset.grid)));
form.querySelectorAll("[data-add]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => addRow(button.dataset.add).querySelector("input, select").focus());
});
form.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-DELETE")) event.target.closest("tr").classList.toggle("gone", event.target.checked);
});

// Arrow keys up and down, Enter: the same column of the next row.
form.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".grid td");
  if (!cell || event.target.tagName === "SELECT" || !["ArrowUp", "ArrowDown", "Enter"].includes(event.key)) return;
  event.preventDefault();
  const row = event.key === "ArrowUp" ? cell.parentElement.previousElementSibling : cell.parentElement.nextElementSibling;
  row?.children[cell.cellIndex]?.querySelector("input")?.focus();
});

// A range copied from a spreadsheet fills the cells from here to the right and downwards.
form.addEventListener("paste", (event) => {
  const cell = event.target.closest(".grid td");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]./.test(text)) return;
  event.preventDefault();
  const prefix = cell.closest("[data-grid]").dataset.grid;
  let row = cell.parentElement;
  for (const line of text.replace(/\r/g, "").replace(/\n$/, "").split("\n")) {
    row ??= addRow(prefix);
    line.split("\t").forEach((value, i) => put(row.children[cell.cellIndex + i]?.querySelector("input, select"), value.trim()));
    row = row.nextElementSibling;
  }
  changed();
});

function put(input, value) {
  if (!input || input.type === "checkbox") return;
  if (input.tagName !== "SELECT") { input.value = value; return; }
  const option = [...input.options].find((o) => [o.value, o.text].some((t) => t.toLowerCase() === value.toLowerCase()));
  if (option) input.value = option.value;
}

// Official codes and indicators of the library, found by typing a part of their name. What a person wrote stays.

function tell(input, text) {
  const box = input.closest("td, .mb-3") ?? input.parentElement;
  box.querySelector(".told")?.remove();
  if (text) box.append(Object.assign(document.createElement("div"), { className: "told about", textContent: text }));
}

function bring(input, text) {
  if (!input || !text || input.value === text) return "";
  if (input.value) return `“${text}”`;
  input.value = text;
  return "";
}

const CODES = /^(\s*[1-8]\.[\dX.]+[\s,;]+)+/;
const code = document.getElementById("id_nomenclature");
new Picker(code, {
  label: form.querySelector("label[for=id_nomenclature]")?.textContent.trim(),
  find: (text) => searchNomenclature(form.dataset.nomenclature, text.replace(CODES, "")),
  take: ([word, about, fills]) => {
    code.value = `${code.value.match(CODES)?.[0] ?? ""}${word}`;
    const row = fills["i.name"] && [...form.querySelectorAll('[data-grid="ind"] tr[data-row]')].find((r) => !r.querySelector("[name$=-name]").value);
    if (row) [["name", "i.name"], ["unit", "i.unit"]].forEach(([name, key]) => bring(row.querySelector(`[name$=-${name}]`), fills[key]));
    const kept = bring(form.elements.name, fills.name);
    tell(code, kept ? `${about}. ${form.dataset.kept} ${kept}` : about);
    changed();
  },
});

form.addEventListener("focusin", ({ target }) => {
  if (!/^ind-\d+-name$/.test(target.name ?? "") || target.role === "combobox" || target.hasAttribute("aria-controls")) return;
  new Picker(target, {
    find: (text) => searchIndicators(form.dataset.indicators, text),
    take: ([word, , fills, told]) => {
      target.value = word;
      const kept = bring(target.closest("tr").querySelector("[name$=-unit]"), fills["i.unit"]);
      tell(target, kept ? `${told}. ${form.dataset.kept} ${kept}` : told);
      changed();
    },
  });
});

// 3. The quick win sheet shows when it is wanted.

const wanted = document.getElementById("id_is_quick_win");
const sheet = document.getElementById("quick-win");
const fold = () => { sheet.hidden = !wanted.checked; };
wanted.addEventListener("change", fold);
fold();

// 4. The autosave.

const serialise = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !OURS.includes(name))).toString();

function restore(text) {
  const pairs = new URLSearchParams(text);
  for (const prefix of ["ind", "bud"]) {
    while (Number(form.elements[`${prefix}-TOTAL_FORMS`].value) < Number(pairs.get(`${prefix}-TOTAL_FORMS`))) addRow(prefix);
  }
  for (const input of form.elements) {
    if (!input.name || OURS.includes(input.name) || input.name.endsWith("_FORMS")) continue;
    if (input.type === "checkbox") input.checked = pairs.getAll(input.name).includes(input.value);
    else if (input.multiple) [...input.options].forEach((o) => { o.selected = pairs.getAll(input.name).includes(o.value); });
    else input.value = pairs.get(input.name) ?? "";
  }
  fold();
  changed();
}

function mark(faults = {}) {
  form.querySelectorAll(".fault").forEach((note) => note.remove());
  form.querySelectorAll(".faulty").forEach((input) => { input.classList.remove("faulty"); input.removeAttribute("aria-invalid"); });
  for (const [name, fault] of Object.entries(faults)) {
    const input = form.elements[name]?.[0]?.name ? form.elements[name][0] : form.elements[name];
    if (!input) continue;
    input.classList.add("faulty");
    input.setAttribute("aria-invalid", "true");
    const note = Object.assign(document.createElement("div"), { className: "fault", textContent: fault });
    (input.closest("td, .mb-3") ?? input.parentElement).append(note);
  }
}

const autosave = new Autosave({
  form, words, journal: form.dataset.journal, url: location.pathname, put: restore,
  read: serialise,
  fill: (body, text) => new URLSearchParams(text).forEach((value, name) => body.append(name, value)),
  onSaved: (found) => {
    mark();
    if (location.pathname !== found.action) history.replaceState(null, "", found.action);
    autosave.url = found.action;
  },
  onInvalid: mark,
});

function changed() { sum(); autosave.changed(); }
form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", (event) => { event.preventDefault(); autosave.now(); });
sum();
autosave.offerJournal();
