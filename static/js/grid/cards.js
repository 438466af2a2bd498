// The programmes on a phone: a card each, opened one by one, with a field for every cell.
import { Picker } from "masterplan/grid/picker";
import { show } from "masterplan/grid/numbers";

export class Cards {
  constructor(box, model, words, { finders }) {
    Object.assign(this, { box, model, words, finders });
    this.open = new Set();
    box.addEventListener("click", (event) => this.press(event.target.closest("button[data-act]")));
    box.addEventListener("toggle", (event) => this.toggle(event.target), true);
  }

  paint() {
    if (this.box.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return this.refresh();
    const rows = this.model.heads().map((head) => this.card(head));
    return this.box.replaceChildren(...rows);
  }

  // While somebody types: the sums and the faults only.
  refresh() {
    for (const head of this.model.heads()) {
      const card = this.box.querySelector(`[data-program="${CSS.escape(this.model.rows[head].id)}"]`);
      if (card) card.querySelector("summary").replaceChildren(...this.summary(head));
    }
    this.box.querySelectorAll("[data-cell]").forEach((field) => this.mark(field));
  }

  card(head) {
    const row = this.model.rows[head];
    const card = Object.assign(document.createElement("details"), { className: "sheet card-program", open: this.open.has(row.id) });
    card.dataset.program = row.id;
    card.append(document.createElement("summary"));
    card.firstChild.append(...this.summary(head));
    if (card.open) this.fill(card, head);
    return card;
  }

  summary(head) {
    const row = this.model.rows[head];
    const rows = this.model.rowsOf(head);
    const faults = rows.reduce((n, r) => n + this.model.columns.filter((c) => this.model.fault(r, c)).length, 0);
    const total = rows.reduce((sum, r) => sum + this.model.total(r), 0);
    const make = (name, className, textContent) => Object.assign(document.createElement(name), { className, textContent });
    const about = [row.cells.code || this.words.unsaved, row.cells.sub_dimension, total ? `Rp${show(total)}` : this.words.unbudgeted];
    const parts = [make("span", "about", about.filter(Boolean).join(" · ")), make("strong", "", row.cells.name || this.words.unnamed)];
    if (faults) parts.push(make("span", "fault", `${faults} ${this.words.tomend}`));
    return parts;
  }

  toggle(card) {
    if (!card.matches("details.card-program")) return;
    const id = card.dataset.program;
    const head = this.model.rows.findIndex((row) => row.id === id);
    if (card.open) this.open.add(id); else this.open.delete(id);
    if (card.open && card.children.length === 1) this.fill(card, head);
  }

  fill(card, head) {
    const of = (scope, face) => this.model.columns.filter((c) => c.kind !== "shown" && c.scope === scope && (!face || c.face === face));
    const row = this.model.rows[head];
    card.append(...of("program", "matrix").map((column) => this.field(row, column)));
    this.model.rowsOf(head).forEach((line, n) => {
      if (n && this.model.isBlank(line)) return;
      for (const [scope, title] of [["indicator", this.words.indicator], ["budget", this.words.budget]]) {
        const part = Object.assign(document.createElement("fieldset"), { className: scope });
        part.append(Object.assign(document.createElement("legend"), { textContent: `${title} ${n + 1}` }));
        part.append(...of(scope).map((column) => this.field(line, column, `${title} ${n + 1}`)));
        card.append(part);
      }
    });
    const more = Object.assign(document.createElement("details"), { className: "more" });
    more.append(Object.assign(document.createElement("summary"), { textContent: this.words.more }));
    more.append(...of("program", "detail").map((column) => this.field(row, column)));
    card.append(more, this.acts(row));
  }

  acts(row) {
    const acts = Object.assign(document.createElement("div"), { className: "acts mt-3" });
    for (const [act, text, look] of [["line", this.words.addline, "secondary"], ["remove", this.words.remove, "outline-danger"]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `btn btn-sm btn-${look}`, textContent: text });
      Object.assign(button.dataset, { act, row: row.id });
      acts.append(button);
    }
    return acts;
  }

  field(row, column, part = "") {
    const label = Object.assign(document.createElement("label"), { className: "form-label", textContent: column.head });
    const box = Object.assign(document.createElement("div"), { className: "mb-2" });
    const options = column.kind === "choice" ? this.model.options(column) : null;
    const input = document.createElement(options ? "select" : column.kind === "long" ? "textarea" : "input");
    input.className = options ? "form-select" : "form-control";
    input.id = label.htmlFor = `c-${row.id}-${column.key}`;
    if (part) input.setAttribute("aria-label", `${column.head}, ${part}`);
    Object.assign(input.dataset, { cell: column.key, row: row.id });
    if (options) input.append(new Option("", ""), ...options.map(([word, about]) => new Option(about ? `${word} ${about}` : word, word)));
    const text = this.model.text(row, column.key);
    if (options && text && !options.some(([word]) => word === text)) input.append(new Option(text, text));
    input.value = text;
    if (["value", "money", "year"].includes(column.kind)) input.inputMode = "decimal";
    box.append(label, input);
    const find = options ? null : this.finders(column, row);
    if (find) this.picker(input, column, row, find);
    input.addEventListener("input", () => this.write(row.id, { [column.key]: input.value }));
    this.mark(input);
    return box;
  }

  picker(input, column, row, find) {
    const several = column.kind === "several";
    const last = (text) => (several ? text.split(/;\s*/).at(-1) : text);
    return new Picker(input, {
      find: (text) => find(last(text)),
      take: ([word, , fills = {}]) => {
        input.value = several ? [...input.value.split(/;\s*/).slice(0, -1), word].join("; ") : word;
        const texts = this.model.rows.find((r) => r.id === row.id).cells;
        this.write(row.id, { [column.key]: input.value, ...Object.fromEntries(Object.entries(fills).filter(([key]) => !texts[key])) });
        document.activeElement.blur();
        this.paint();
      },
    });
  }

  write(id, texts) {
    const at = this.model.rows.findIndex((row) => row.id === id);
    if (at >= 0) this.model.write(Object.entries(texts).map(([column, text]) => ({ row: at, column, text })));
  }

  mark(input) {
    const row = this.model.rows.find((r) => r.id === input.dataset.row);
    const column = this.model.byKey.get(input.dataset.cell);
    if (!row) return;
    const box = input.parentElement;
    box.querySelectorAll(".fault, .decide").forEach((note) => note.remove());
    const theirs = this.model.conflicts.get(row.id)?.[column.key];
    const fault = theirs === undefined ? this.model.fault(row, column) : `${this.words.theirs} “${theirs || this.words.empty}”`;
    input.classList.toggle("faulty", Boolean(fault));
    input.toggleAttribute("aria-invalid", Boolean(fault));
    input.removeAttribute("aria-describedby");
    if (!fault) return;
    const note = Object.assign(document.createElement("div"), { className: "fault", id: `${input.id}-f`, textContent: fault });
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", note.id);
    box.append(note);
    if (theirs !== undefined) box.append(this.choice(row, column));
  }

  choice(row, column) {
    const acts = Object.assign(document.createElement("div"), { className: "acts decide mt-1" });
    for (const [act, textContent] of [["mine", this.words.takemine], ["theirs", this.words.taketheirs]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-secondary", textContent });
      Object.assign(button.dataset, { act, row: row.id, cell: column.key });
      acts.append(button);
    }
    return acts;
  }

  press(button) {
    if (!button) return;
    const at = this.model.rows.findIndex((row) => row.id === button.dataset.row);
    const { act, row: id, cell } = button.dataset;
    if (act === "mine" || act === "theirs") {
      this.model.decide(this.model.rows[at], cell, act === "mine");
      this.paint();
    } else if (act === "line") {
      const rows = this.model.rowsOf(at).filter((row, n) => n === 0 || !this.model.isBlank(row));
      this.model.insert(at + rows.length);
      this.add(this.box.querySelector(`[data-program="${CSS.escape(id)}"]`), at, rows.length);
    } else if (confirm(`${this.words.removal} ${this.model.rows[at].cells.code ?? ""}`)) this.model.remove(at, at);
  }

  // The fields of a further line, in the card that stands open.
  add(card, head, n) {
    const line = this.model.rows[head + n];
    const before = card.querySelector(":scope > .more");
    for (const [scope, title] of [["indicator", this.words.indicator], ["budget", this.words.budget]]) {
      const part = Object.assign(document.createElement("fieldset"), { className: scope });
      part.append(Object.assign(document.createElement("legend"), { textContent: `${title} ${n + 1}` }));
      part.append(...this.model.columns.filter((c) => c.kind !== "shown" && c.scope === scope).map((c) => this.field(line, c, `${title} ${n + 1}`)));
      before.before(part);
    }
    before.previousElementSibling?.previousElementSibling?.querySelector("input, textarea")?.focus();
  }

  addProgram() {
    const at = this.model.addProgram();
    this.open.add(this.model.rows[at].id);
    this.paint();
    this.box.lastElementChild?.querySelector("select, input")?.focus();
  }

  go(id, key) {
    const head = this.model.headOf(this.model.rows.findIndex((row) => row.id === id));
    this.open.add(this.model.rows[head].id);
    this.paint();
    const field = document.getElementById(`c-${id}-${key}`);
    field?.closest("details.more")?.setAttribute("open", "");
    field?.focus();
  }
}
