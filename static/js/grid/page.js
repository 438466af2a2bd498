// The page of all programmes of a section: the table or the cards, what is wrong, the sums, and the autosave.
import { Autosave } from "masterplan/autosave";
import { Cards } from "masterplan/grid/cards";
import { Model } from "masterplan/grid/model";
import { read, show } from "masterplan/grid/numbers";
import { among } from "masterplan/grid/picker";
import { searchIndicators, searchNomenclature } from "masterplan/grid/search";
import { Sheet } from "masterplan/grid/sheet";

const form = document.getElementById("grid");
const words = document.getElementById("words-of-saving").dataset;
const own = document.getElementById("words-of-grid").dataset;
const model = new Model(JSON.parse(document.getElementById("grid-data").textContent), own);
const narrow = matchMedia("(max-width: 40rem)");

// What a column offers while one types.
function finders(column) {
  if (column.choices === "nomenclature") return (text) => searchNomenclature(form.dataset.nomenclature, text);
  if (column.choices === "indicator") return (text) => searchIndicators(form.dataset.indicators, text);
  return column.choices ? (text) => among(model.options(column), text) : null;
}

const sheet = new Sheet(document.getElementById("sheet"), model, own, { finders, onLook: look });
const cards = new Cards(document.getElementById("cards"), model, own, { finders });

// 1. Below the table: what is chosen, what is wrong, the sums.

function look(from, told = "") {
  const cell = from.lines[from.active.row];
  const column = from.columns[from.active.column];
  const theirs = cell && model.conflicts.get(cell.row.id)?.[column.key];
  const box = document.getElementById("decide");
  box.hidden = theirs === undefined;
  if (!box.hidden) document.getElementById("decide-text").textContent = `${column.head}: ${own.theirs} “${theirs || own.empty}”`;
  const texts = from.chosen?.length ? from.cells().flat().map((c) => model.text(c.row, c.column.key)).filter(Boolean) : [];
  const numbers = texts.map(read).filter((n) => !Number.isNaN(n));
  const sum = numbers.length > 1 ? `${own.sum} ${show(numbers.reduce((a, b) => a + b, 0))} · ${texts.length} ${own.cells}` : "";
  const status = document.getElementById("looked");
  if (told || sum || !status.dataset.told) status.textContent = told || sum;
  status.dataset.told = told ? "1" : "";
}

function decide(mine) {
  const { row } = sheet.lines[sheet.active.row];
  model.decide(row, sheet.columns[sheet.active.column].key, mine);
  const [next] = [...model.conflicts];
  if (next) go(next[0], Object.keys(next[1])[0]);
}
document.getElementById("decide-mine").addEventListener("click", () => decide(true));
document.getElementById("decide-theirs").addEventListener("click", () => decide(false));

const go = (id, key) => (narrow.matches ? cards : sheet).go(id, key);

function listTroubles() {
  const found = [];
  let number = 0;
  model.rows.forEach((row) => {
    if (row.key) number += 1;
    for (const column of model.columns) {
      const disputed = model.conflicts.get(row.id)?.[column.key];
      const fault = disputed === undefined ? model.fault(row, column) : `${own.theirs} “${disputed || own.empty}”`;
      if (fault) found.push({ row, column, text: `${own.program} ${number}, ${column.head}: ${fault}` });
    }
  });
  const box = document.getElementById("troubles");
  box.hidden = !found.length;
  document.getElementById("troubles-count").textContent = found.length;
  box.querySelector("ol").replaceChildren(...found.slice(0, 100).map(({ row, column, text }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link p-0", textContent: text });
    button.addEventListener("click", () => go(row.id, column.key));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

function sum() {
  const { all, sources } = model.totals();
  const whole = (years) => Object.values(years).reduce((a, b) => a + b, 0);
  const text = (amount) => (amount ? show(amount) : "");
  document.querySelectorAll("#sheet tfoot [data-total]").forEach((cell) => {
    const key = cell.dataset.total;
    if (key === "total") cell.textContent = text(whole(all));
    else if (key.startsWith("b.2")) cell.textContent = text(all[key.slice(2)]);
  });
  const lines = [...sources].sort(([a], [b]) => a.localeCompare(b)).map(([source, years]) => [source || own.nosource, years]);
  document.querySelector("#sums tbody").replaceChildren(...[...lines, [own.sum, all]].map(([name, years]) => {
    const line = document.createElement("tr");
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
    for (const amount of [...model.years.map((year) => years[year]), whole(years)]) {
      line.append(Object.assign(document.createElement("td"), { className: "number", textContent: text(amount) }));
    }
    return line;
  }));
}

function paint() {
  if (narrow.matches) cards.paint();
  else if (sheet.columns) sheet.paint();
  else sheet.show("matrix");
  sum();
  listTroubles();
}

// 2. The autosave: its text is what the server does not have yet.

class GridSaving extends Autosave {
  get dirty() { return this.read() !== ""; }

  // Programmes that somebody has to decide on first are not sent.
  now() {
    const text = this.read();
    if (text && !this.attempt && !this.stopped && !sendable(text)) return void this.show("exclamation-triangle", this.words.invalid);
    return super.now();
  }
}

const ready = (text) => {
  const { programs, removed } = JSON.parse(text);
  return { programs: programs.filter((entry) => !entry.disputed.length), removed };
};
const sendable = (text) => { const { programs, removed } = ready(text); return programs.length + removed.length; };
let sent = "";

const saving = new GridSaving({
  form, words, journal: form.dataset.journal, url: form.action,
  read: () => model.changes(),
  fill: (body, text) => { sent = text; body.append("rows", JSON.stringify(ready(text))); },
  put: (text) => model.restore(text),
  onSaved: (found) => model.settle(sent, found.answers),
  onInvalid: (answers) => {
    model.settle(sent, answers);
    // Where somebody else was faster, and nothing is disputed any more, ours goes on top at once.
    if (answers.some((answer) => answer.state === "aside") && model.changes() && sendable(model.changes())) saving.changed();
  },
});

model.listeners.push((fromServer) => {
  paint();
  if (!fromServer) saving.changed();
});

// 3. Buttons and faces.

const acts = {
  program: () => (narrow.matches ? cards : sheet).addProgram(), row: () => sheet.insertRow(), fill: () => sheet.fill(),
  remove: () => sheet.removeRows(), undo: () => model.undo(), redo: () => model.redo(),
};
form.querySelectorAll("[data-act]").forEach((button) => button.addEventListener("click", () => acts[button.dataset.act]?.()));
form.querySelectorAll("[data-face]").forEach((tab) => tab.addEventListener("click", () => {
  form.querySelectorAll("[data-face]").forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
  sheet.show(tab.dataset.face);
  sum();
}));
form.addEventListener("submit", (event) => { event.preventDefault(); saving.now(); });
form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); saving.now(); }
});
narrow.addEventListener("change", paint);
paint();
saving.offerJournal();
