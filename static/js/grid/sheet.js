// The table on a wide screen: cells, selection, keys, clipboard. What is typed goes to the model; what the model says is painted.
import { parse, toHtml, toText } from "masterplan/grid/clipboard";
import { Editor } from "masterplan/grid/editor";

const PAGE = 12; // rows of PageUp and PageDown

export class Sheet {
  constructor(table, model, words, { finders, onLook }) {
    Object.assign(this, { table, model, words, finders, onLook });
    this.body = table.tBodies[0];
    this.face = "matrix";
    this.active = this.anchor = { row: 0, column: 1 };
    this.lines = []; // what is painted: {row, tr, state}
    this.editor = null;
    this.body.addEventListener("pointerdown", (event) => this.press(event));
    this.body.addEventListener("pointermove", (event) => this.drag(event));
    addEventListener("pointerup", () => this.release());
    this.body.addEventListener("dblclick", (event) => { if (this.at(event)) this.edit(); });
    table.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["copy", "cut", "paste"]) table.addEventListener(name, (event) => this[name](event));
  }

  // The columns and rows of the present face.

  show(face) {
    this.face = face;
    this.active = this.anchor = { row: 0, column: 1 };
    const { columns } = this.model;
    this.columns = columns.filter((c) => (face === "matrix" ? c.face === face : c.face === face || ["code", "name"].includes(c.key)));
    this.lines = [];
    this.body.replaceChildren();
    this.table.dataset.face = face;
    this.head();
    this.paint();
  }

  // Indices of the model's rows that this face shows.
  get index() { return this.face === "matrix" ? this.model.rows.map((_, i) => i) : this.model.heads(); }

  head() {
    const columns = [{ key: "no", head: this.words.no, width: 3, group: "" }, ...this.columns];
    const cols = columns.map((c) => Object.assign(document.createElement("col"), { className: `c-${c.key.replace(".", "-")}` }));
    cols.forEach((col, n) => { col.style.width = `${columns[n].width}rem`; });
    this.table.querySelector("colgroup").replaceChildren(...cols);
    this.table.style.width = `${columns.reduce((sum, c) => sum + c.width, 0)}rem`;
    const line = document.createElement("tr");
    line.append(...columns.map((c) => {
      const th = Object.assign(document.createElement("th"), { scope: "col", textContent: c.head });
      if (c.kind === "value" || c.kind === "money" || c.key === "total") th.className = "number";
      return th;
    }));
    line.cells[this.nameAt + 1].classList.add("stuck");
    this.table.tHead.replaceChildren(line);
    this.table.setAttribute("aria-colcount", columns.length);
    this.foot(columns);
  }

  get nameAt() { return this.columns.findIndex((c) => c.key === "name"); }

  foot(columns) {
    const foot = this.table.tFoot;
    foot.hidden = this.face !== "matrix";
    foot.replaceChildren();
    if (foot.hidden) return;
    const line = foot.insertRow();
    columns.forEach((c) => { Object.assign(line.insertCell(), { className: "number" }).dataset.total = c.key; });
    const first = line.cells[this.nameAt + 1];
    first.replaceWith(Object.assign(document.createElement("th"), { scope: "row", className: "stuck", textContent: this.words.sum }));
  }

  // Painting: only the rows that are not as they were.

  paint() {
    const { rows } = this.model;
    const lines = [];
    let number = 0;
    const former = new Map(this.lines.map((line) => [line.row.id, line]));
    const held = this.table.contains(document.activeElement);
    for (const i of this.index) {
      const row = rows[i];
      if (row.key) number += 1;
      const state = this.stateOf(row);
      const before = former.get(row.id);
      const same = before && ((before.row === row && before.state === state) || before.tr.contains(this.editor?.td));
      const line = same ? before : { row, state, tr: this.line(row) };
      const label = row.key ? String(number) : "";
      if (line.tr.cells[0].textContent !== label) line.tr.cells[0].textContent = label;
      line.tr.setAttribute("aria-rowindex", lines.length + 2);
      lines.push(line);
    }
    const same = lines.length === this.lines.length && lines.every((line, n) => line.tr === this.lines[n].tr);
    if (!same) this.body.replaceChildren(...lines.map((line) => line.tr));
    this.lines = lines;
    this.table.setAttribute("aria-rowcount", lines.length + 1);
    this.select(this.active, this.anchor, { quiet: true });
    if (held && !this.table.contains(document.activeElement)) this.tdOf(this.active)?.focus({ preventScroll: true });
  }

  // What besides its texts makes a row look as it does.
  stateOf(row) {
    const told = [this.model.faults.get(row.id), this.model.conflicts.get(row.id)];
    return told.some(Boolean) ? JSON.stringify(told) : "";
  }

  line(row) {
    const tr = document.createElement("tr");
    if (row.key) tr.className = "begins";
    tr.append(Object.assign(document.createElement("th"), { scope: "row" }));
    tr.append(...this.columns.map((column) => this.cell(row, column)));
    return tr;
  }

  cell(row, column) {
    const td = document.createElement("td");
    const text = this.model.text(row, column.key);
    td.textContent = text;
    if (column.key === "name") td.className = "stuck";
    if (["value", "money"].includes(column.kind) || column.key === "total") td.className = "number";
    if (!this.model.isOpen(row, column)) td.classList.add("closed");
    if (text.length > 90) td.replaceChildren(Object.assign(document.createElement("div"), { className: "clip", textContent: text }));
    const theirs = this.model.conflicts.get(row.id)?.[column.key];
    const fault = theirs === undefined ? this.model.fault(row, column) : `${this.words.theirs} “${theirs || this.words.empty}”`;
    if (!fault) return td;
    const note = Object.assign(document.createElement("div"), { className: "fault", id: `f-${row.id}-${column.key}`, textContent: fault });
    td.classList.add(theirs === undefined ? "faulty" : "disputed");
    td.setAttribute("aria-invalid", "true");
    td.setAttribute("aria-describedby", note.id);
    td.append(note);
    return td;
  }

  // Selecting.

  tdOf({ row, column }) { return this.lines[row]?.tr.cells[column + 1]; }

  select(active, anchor = active, { quiet = false } = {}) {
    const rows = this.lines.length;
    const clamp = ({ row, column }) => ({ row: Math.max(0, Math.min(row, rows - 1)), column: Math.max(0, Math.min(column, this.columns.length - 1)) });
    this.body.querySelectorAll("td.active").forEach((td) => { td.classList.remove("active"); td.removeAttribute("tabindex"); });
    this.chosen?.forEach((td) => { td.classList.remove("chosen"); td.removeAttribute("aria-selected"); });
    this.handle ??= Object.assign(document.createElement("span"), { className: "handle", title: this.words.fill });
    if (!rows) return;
    this.active = clamp(active);
    this.anchor = clamp(anchor);
    const td = this.tdOf(this.active);
    td.classList.add("active");
    td.tabIndex = 0;
    const { top, bottom, left, right } = this.range();
    this.chosen = [];
    if (top !== bottom || left !== right) {
      for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) this.chosen.push(this.tdOf({ row: r, column: c }));
      this.chosen.forEach((cell) => { cell.classList.add("chosen"); cell.setAttribute("aria-selected", "true"); });
    }
    if (!this.editor) this.tdOf({ row: bottom, column: right }).append(this.handle);
    if (!quiet) { td.focus({ preventScroll: true }); this.reveal(td); }
    this.onLook(this);
  }

  // The cell into sight, from under the heads that stay.
  reveal(td) {
    const box = this.table.parentElement;
    const left = td.classList.contains("stuck") ? 0 : this.table.tHead.rows[0].cells[this.nameAt + 1].offsetWidth + 4;
    const seen = td.classList.contains("stuck") ? [box.scrollLeft, box.scrollLeft] : [td.offsetLeft - left, td.offsetLeft + td.offsetWidth - box.clientWidth];
    if (box.scrollLeft > seen[0]) box.scrollLeft = seen[0];
    else if (box.scrollLeft < seen[1]) box.scrollLeft = seen[1];
    const head = this.table.tHead.offsetHeight;
    const foot = this.table.tFoot.hidden ? 0 : this.table.tFoot.offsetHeight;
    const top = td.parentElement.offsetTop;
    if (box.scrollTop > top - head) box.scrollTop = top - head;
    else if (box.scrollTop < top + td.offsetHeight - box.clientHeight + foot) box.scrollTop = top + td.offsetHeight - box.clientHeight + foot;
    const place = td.getBoundingClientRect();
    const under = place.bottom + foot - document.querySelector(".act-bar").getBoundingClientRect().top;
    if (under > 0) scrollBy(0, under);
    else if (place.top < 0) scrollBy(0, place.top - head);
  }

  range() {
    const { active, anchor } = this;
    return { top: Math.min(active.row, anchor.row), bottom: Math.max(active.row, anchor.row),
      left: Math.min(active.column, anchor.column), right: Math.max(active.column, anchor.column) };
  }

  at(event) {
    const td = event.target.closest("td");
    if (!td || !this.body.contains(td)) return null;
    return { row: td.parentElement.sectionRowIndex, column: td.cellIndex - 1 };
  }

  press(event) {
    if (event.target === this.handle) { this.filling = this.range(); event.preventDefault(); return; }
    const at = this.at(event);
    if (!at || event.button || event.target.closest("input, textarea, .picker")) return;
    this.editor?.done();
    event.preventDefault();
    this.select(at, event.shiftKey ? this.anchor : at);
    this.dragging = true;
  }

  drag(event) {
    if (!this.dragging && !this.filling) return;
    const over = document.elementFromPoint(event.clientX, event.clientY);
    const at = over && this.at({ target: over });
    if (!at) return;
    if (this.filling) this.select({ row: Math.max(at.row, this.filling.bottom), column: this.filling.right }, { row: this.filling.top, column: this.filling.left });
    else if (at.row !== this.active.row || at.column !== this.active.column) this.select(at, this.anchor);
  }

  release() {
    const { filling } = this;
    this.dragging = this.filling = null;
    if (filling && this.range().bottom > filling.bottom) this.fill(filling.bottom - filling.top + 1);
  }

  // Keys.

  key(event) {
    if (this.editor) return;
    const command = event.ctrlKey || event.metaKey;
    const { row, column } = this.active;
    const last = { row: this.lines.length - 1, column: this.columns.length - 1 };
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] };
    let to = null;
    if (event.key in steps) {
      const [down, right] = steps[event.key];
      to = command && event.key.startsWith("Arrow") ? this.edge(down, right) : { row: row + down, column: column + right };
    } else if (event.key === "Home") to = { row: command ? 0 : row, column: 0 };
    else if (event.key === "End") to = { row: command ? last.row : row, column: last.column };
    if (to) { event.preventDefault(); return this.select(to, event.shiftKey ? this.anchor : to); }
    if (event.key === "Tab") return this.tab(event);
    this.leaving = event.key === "Escape";
    const orders = { z: () => (event.shiftKey ? this.model.redo() : this.model.undo()), y: () => this.model.redo(), d: () => this.fill(),
      a: () => this.select(last, { row: 0, column: 0 }) };
    if (command && event.key.toLowerCase() in orders) { event.preventDefault(); return orders[event.key.toLowerCase()](); }
    if (command || event.altKey) return null;
    if (["Delete", "Backspace"].includes(event.key)) { event.preventDefault(); return this.clear(); }
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); return this.edit(); }
    if (event.key.length === 1) return this.edit(""); // the key itself then lands in the empty input
    return null;
  }

  // As in a spreadsheet: on to where filled cells end, or over empty ones to the next filled.
  edge(down, right) {
    const filled = (at) => Boolean(this.lines[at.row] && this.columns[at.column] && this.model.text(this.lines[at.row].row, this.columns[at.column].key));
    const step = (at) => ({ row: at.row + down, column: at.column + right });
    const inside = (at) => at.row >= 0 && at.row < this.lines.length && at.column >= 0 && at.column < this.columns.length;
    let at = this.active;
    if (!inside(step(at))) return at;
    const along = filled(at) && filled(step(at));
    do at = step(at); while (inside(step(at)) && (along ? filled(step(at)) : !filled(at)));
    return at;
  }

  // Tab goes cell by cell and leaves the table at its ends, or after Escape.
  tab(event) {
    if (this.leaving) { this.leaving = false; return; }
    const { row, column } = this.active;
    const flat = row * this.columns.length + column + (event.shiftKey ? -1 : 1);
    if (flat < 0 || flat >= this.lines.length * this.columns.length) return;
    event.preventDefault();
    this.select({ row: Math.floor(flat / this.columns.length), column: flat % this.columns.length });
  }

  // Editing.

  edit(text = null) {
    const { row } = this.lines[this.active.row];
    const column = this.columns[this.active.column];
    if (!this.model.isOpen(row, column)) return this.onLook(this, this.words.closed);
    const td = this.tdOf(this.active);
    this.editor = new Editor(td, { column, text: text ?? this.model.text(row, column.key), label: `${column.head}, ${this.words.row} ${this.active.row + 1}`,
      find: this.finders(column, row), done: (...answer) => this.edited(row, column, ...answer) });
    return this.editor.open(text === null);
  }

  edited(row, column, value, move, fills = {}, told = "") {
    this.editor = null;
    const at = this.model.rows.findIndex((r) => r.id === row.id);
    this.body.querySelector(".editing")?.remove();
    if (value !== null && at >= 0) {
      const kept = this.kept(at, fills);
      this.model.write([{ row: at, column: column.key, text: value }, ...this.brought(at, fills)]);
      if (told || kept) queueMicrotask(() => this.onLook(this, [told, kept].filter(Boolean).join(" ")));
    }
    this.lines.splice(0, this.lines.length, ...this.lines.map((line) => (line.row.id === row.id ? { ...line, state: "?" } : line)));
    this.paint(); // the cell that was edited, also when nothing changed
    if (move === null) return;
    const to = { row: this.active.row + move[0], column: this.active.column + move[1] };
    if (to.column >= this.columns.length) Object.assign(to, { row: to.row + 1, column: 0 });
    this.select(to);
  }

  // What a choice brings along goes into cells that are empty; where something else stands, that stays and is said.
  brought(at, fills) {
    const texts = this.model.rows[at].cells;
    return Object.entries(fills).filter(([key, text]) => text && !texts[key]).map(([key, text]) => ({ row: at, column: key, text }));
  }

  kept(at, fills) {
    const texts = this.model.rows[at].cells;
    const other = Object.entries(fills).filter(([key, text]) => text && texts[key] && texts[key] !== text);
    const told = other.map(([key, text]) => `${this.model.byKey.get(key)?.head ?? key}: “${text}”`);
    return told.length ? `${this.words.kept} ${told.join("; ")}` : "";
  }

  // Many cells at once.

  cells(range = this.range()) {
    const found = [];
    for (let r = range.top; r <= range.bottom; r += 1) {
      found.push(this.columns.slice(range.left, range.right + 1).map((column) => ({ row: this.lines[r].row, column })));
    }
    return found;
  }

  clear() { this.set(this.cells().flat().map((cell) => ({ ...cell, text: "" }))); }

  // The first rows of the selection downwards; of a single row, the cells above it.
  fill(source = 1) {
    const range = this.range();
    if (range.top === range.bottom && range.top > 0 && source === 1) range.top -= 1;
    const cells = this.cells(range);
    this.set(cells.slice(source).flatMap((line, n) => line.map((cell, m) => {
      const from = cells[n % source][m];
      return { ...cell, text: this.model.text(from.row, from.column.key) };
    })));
  }

  set(cells) {
    const at = new Map(this.model.rows.map((row, i) => [row.id, i]));
    this.model.write(cells.filter(({ row, column }) => this.model.isOpen(row, column))
      .map(({ row, column, text }) => ({ row: at.get(row.id), column: column.key, text })));
  }

  copy(event) {
    if (this.editor) return;
    event.preventDefault();
    const texts = this.cells().map((line) => line.map(({ row, column }) => this.model.text(row, column.key)));
    event.clipboardData.setData("text/plain", toText(texts));
    event.clipboardData.setData("text/html", toHtml(texts));
  }

  cut(event) {
    if (this.editor) return;
    this.copy(event);
    this.clear();
  }

  paste(event) {
    if (this.editor) return;
    event.preventDefault();
    this.take(event.clipboardData.getData("text/plain"));
  }

  // A range of texts from the upper left cell of the selection on; one cell fills the whole selection.
  take(text) {
    if (!text) return;
    const { top, bottom, left, right } = this.range();
    const told = [];
    let range = parse(text);
    if (range.length === 1 && range[0].length === 1) range = Array(bottom - top + 1).fill(Array(right - left + 1).fill(range[0][0]));
    const named = this.named(range[0]);
    const keys = named ?? this.columns.slice(left, left + Math.max(...range.map((line) => line.length))).map((c) => c.key);
    const width = named ? named.length : keys.length;
    const outside = Array.from({ length: Math.max(...range.map((line) => line.length)) }, (_, m) => m).filter((m) => !keys[m] && range.some((line) => line[m]?.trim()));
    if (outside.length) told.push(`${this.words.outside} ${outside.map((m) => (named ? range[0][m] : m + 1)).join(", ")}.`);
    if (named) range = range.slice(1);
    const { index } = this;
    this.model.paste(range, index.slice(top, top + range.length), keys, { whole: this.face !== "matrix" });
    this.select({ row: top, column: left }, { row: top + range.length - 1, column: Math.min(left + width, this.columns.length) - 1 });
    this.onLook(this, [`${this.words.pasted} ${range.length} × ${width}.`, ...told].join(" "));
  }

  // The keys of a line of heads, when the range brings its own; what is no head of ours is passed over and said.
  named(line) {
    const heads = new Map(this.model.columns.map((c) => [c.head.toLowerCase(), c.key]));
    const keys = line.map((text) => heads.get(text.trim().replace(/\s+/g, " ").toLowerCase()));
    return keys.filter(Boolean).length >= 3 && keys.filter(Boolean).length >= line.length / 2 ? keys : null;
  }

  insertRow() {
    const { row } = this.lines[Math.min(this.active.row, this.lines.length - 1)];
    const at = this.model.rows.findIndex((r) => r.id === row.id);
    this.model.insert(at + 1);
    this.select({ row: this.active.row + 1, column: this.columns.findIndex((c) => c.key === "i.name") });
  }

  addProgram() {
    const at = this.model.addProgram();
    this.select({ row: this.index.indexOf(at), column: 1 });
  }

  removeRows() {
    const { top, bottom } = this.range();
    const { rows } = this.model;
    const chosen = this.lines.slice(top, bottom + 1).map((line) => rows.findIndex((row) => row.id === line.row.id));
    const saved = chosen.filter((i) => rows[i].key && this.model.acked.has(rows[i].key)).map((i) => rows[i].cells.code);
    if (saved.length && !confirm(`${this.words.removal} ${saved.join(", ")}`)) return;
    this.model.remove(chosen[0], chosen.at(-1));
    this.select({ row: top, column: this.active.column });
  }

  // To a cell, wherever it is.
  go(id, key) {
    const shown = this.columns.some((c) => c.key === key);
    if (!shown) this.show(this.face === "matrix" ? "detail" : "matrix");
    const row = this.lines.findIndex((line) => line.row.id === id);
    if (row >= 0) this.select({ row, column: this.columns.findIndex((c) => c.key === key) });
  }
}
