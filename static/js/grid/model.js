// The rows of the table and what became of them. Rows are never changed, they are replaced: an undo is the former list.
//
// A row that holds a programme's key begins that programme; the rows below without one carry its further indicators and
// funding sources. A name (or a sub-dimension) typed into such a row begins a new programme there, as in table T-C.27.
import { isEnglish, read, show, tidy } from "masterplan/grid/numbers";

const STEPS = 200; // that can be undone
const stamp = Date.now().toString(36);
let made = 0;
const newId = () => `${stamp}-${++made}`;

export class Model {
  constructor({ columns, programs, choices, defaults, years }, words) {
    Object.assign(this, { columns, choices, defaults, years, words });
    this.byKey = new Map(columns.map((c) => [c.key, c]));
    this.rows = [];
    this.acked = new Map(); // key: {code, version, text, settles} as the server has it
    this.faults = new Map(); // row id: {column: what is wrong}, from the server
    this.conflicts = new Map(); // row id: {column: what stands at the server}
    this.past = [];
    this.future = [];
    this.listeners = [];
    for (const program of programs) this.load(program, program.code);
    this.tidyRows();
  }

  // What the server says a programme is, in the place of the rows that it had here.
  load(program, key, settles = []) {
    const rows = program.lines.map((line, n) => ({
      id: newId(), key: n ? null : key, cells: n ? line : { ...program.cells, code: program.code, ...line },
    }));
    const at = this.rows.findIndex((row) => row.key === key);
    const here = at < 0 ? this.rows.length : at;
    this.rows = this.rows.toSpliced(here, at < 0 ? 0 : this.rowsOf(at).length, ...rows);
    this.acked.set(key, { code: program.code, version: program.version, text: content(this.entry(here)), settles });
  }

  // Asking.

  headOf(index) {
    while (index > 0 && !this.rows[index].key) index -= 1;
    return index;
  }

  rowsOf(head) {
    let end = head + 1;
    while (end < this.rows.length && !this.rows[end].key) end += 1;
    return this.rows.slice(head, end);
  }

  heads() { return this.rows.flatMap((row, i) => (row.key ? [i] : [])); }

  text(row, column) {
    if (column === "total") return this.total(row) ? show(this.total(row)) : "";
    return row.cells[column] ?? "";
  }

  total(row) { return this.years.reduce((sum, year) => sum + (read(row.cells[`b.${year}`] ?? "") || 0), 0); }

  // {year: sum} of all, and by source.
  totals() {
    const sums = { all: {}, sources: new Map() };
    for (const row of this.rows) {
      const source = row.cells["b.source"] ?? "";
      for (const year of this.years) {
        const amount = read(row.cells[`b.${year}`] ?? "") || 0;
        if (!amount) continue;
        sums.all[year] = (sums.all[year] ?? 0) + amount;
        if (!sums.sources.has(source)) sums.sources.set(source, {});
        const own = sums.sources.get(source);
        own[year] = (own[year] ?? 0) + amount;
      }
    }
    return sums;
  }

  // What is wrong with a cell, in words: at once what can be seen here, the rest from the server.
  fault(row, column) {
    const text = row.cells[column.key] ?? "";
    if (text && column.kind === "money") {
      const amount = read(text);
      if (Number.isNaN(amount) || amount < 0 || !Number.isInteger(amount)) return this.words.money;
    }
    if (text && column.kind === "choice" && !this.options(column).some(([word]) => word === text)) {
      return `${this.words.unknown} “${text.slice(0, 40)}”. ${this.words.choose}`;
    }
    return this.faults.get(row.id)?.[column.key] ?? "";
  }

  options(column) { return this.choices[column.choices] ?? []; }

  isBlank(row) { return !row.key && Object.values(row.cells).every((text) => !text); }

  isOpen(row, column) {
    if (column.kind === "shown") return false;
    return column.scope !== "program" || Boolean(row.key || row.cells[column.key]) || column.key === "name" || this.isBlank(row);
  }

  // Changing. Every change is one step that can be undone.

  step(change) {
    const before = this.rows;
    change();
    this.tidyRows();
    if (this.rows === before) return;
    this.past.push(before);
    this.past.splice(0, this.past.length - STEPS);
    this.future = [];
    this.tell();
  }

  undo() { this.swap(this.past, this.future); }
  redo() { this.swap(this.future, this.past); }

  swap(from, to) {
    if (!from.length) return;
    to.push(this.rows);
    const here = new Set(this.rows);
    this.rows = from.pop();
    this.rows.forEach((row) => { if (!here.has(row)) this.faults.delete(row.id); });
    this.tell();
  }

  // cells: [{row: index, column: key, text}]
  write(cells) { this.step(() => this.put(cells)); }

  put(cells) {
    const figures = cells.filter(({ column }) => ["money", "value"].includes(this.byKey.get(column).kind));
    const english = isEnglish(figures.map((cell) => cell.text));
    const rows = [...this.rows];
    for (const { row, column, text } of cells) {
      const about = this.byKey.get(column);
      const value = about.kind === "shown" ? null : this.proper(about, text, english);
      if (value === null || (rows[row].cells[column] ?? "") === value) continue;
      if (rows[row] === this.rows[row]) rows[row] = { ...rows[row], cells: { ...rows[row].cells } };
      rows[row].cells[column] = value;
      this.forgive(rows[row].id, column);
    }
    if (rows.some((row, i) => row !== this.rows[i])) this.rows = rows;
  }

  // A range from the clipboard: rows below the last are made. `at` are the rows it goes to, as far as there are any.
  paste(range, at, keys, { whole = false } = {}) {
    this.step(() => {
      const missing = range.length - at.length;
      const from = this.rows.findLastIndex((row) => !this.isBlank(row)) + 1;
      const made = Array.from({ length: Math.max(0, missing) }, () => (whole ? this.newHead() : emptyRow()));
      const start = whole ? from : this.rows.length;
      this.rows = this.rows.toSpliced(start, 0, ...made);
      const to = [...at, ...made.map((_, n) => start + n)];
      this.put(range.flatMap((line, n) => line.flatMap((text, m) => (keys[m] ? [{ row: to[n], column: keys[m], text }] : []))));
      if (!whole) this.mergeRepeated(to[0], to[range.length - 1] + 1, keys);
    });
  }

  // Lists that repeat the programme in every row mean the programme above, as merged cells do.
  mergeRepeated(from, to, keys) {
    if (!keys.includes("name")) return;
    const rows = [...this.rows];
    const own = keys.filter((key) => this.byKey.get(key)?.scope === "program");
    let head = this.headOf(Math.max(0, from - 1));
    for (let i = from; i < to; i += 1) {
      const said = own.filter((key) => rows[i].cells[key]);
      const same = said.length && said.every((key) => rows[i].cells[key] === rows[head].cells[key]);
      if (i !== head && !rows[i].key && same) rows[i] = { ...rows[i], cells: omit(rows[i].cells, own) };
      else if (begins(rows[i])) head = i;
    }
    this.rows = rows;
  }

  insert(index, row = emptyRow()) { this.step(() => { this.rows = this.rows.toSpliced(index, 0, row); }); }

  addProgram() {
    const last = this.rows.findLastIndex((row) => !this.isBlank(row)) + 1;
    this.insert(last, this.newHead());
    return last;
  }

  // Rows that begin a programme take the whole programme with them.
  remove(from, to) {
    const gone = new Set();
    for (let i = from; i <= to; i += 1) (this.rows[i].key ? this.rowsOf(i) : [this.rows[i]]).forEach((row) => gone.add(row));
    this.step(() => { this.rows = this.rows.filter((row) => !gone.has(row)); });
  }

  newHead() { return { id: newId(), key: `baru-${newId()}`, cells: { ...this.defaults } }; }

  proper(column, text, english) {
    const between = column.kind === "several" && column.choices !== "nomenclature" ? "; " : " ";
    const plain = column.kind === "long" ? text.trim() : text.trim().replace(/\s*\n\s*/g, between);
    if (column.kind !== "choice") return tidy(plain, column.kind, english);
    const low = plain.toLowerCase();
    const named = this.options(column).find(([word, about]) => [word, about, `${word} ${about}`].some((t) => t && t.toLowerCase() === low));
    return named ? named[0] : plain;
  }

  // A name or a sub-dimension begins a programme, and ends to do so when it goes; one empty row waits at the end.
  tidyRows() {
    let rows = this.rows.map((row, i) => {
      if (!row.key && (begins(row) || (i === 0 && !this.isBlank(row)))) {
        return { ...row, key: `baru-${row.id}`, cells: { ...this.defaults, ...filled(row.cells) } };
      }
      const lost = i > 0 && row.key === `baru-${row.id}` && !this.acked.has(row.key) && !begins(row);
      return lost ? { ...row, key: null, cells: omit(row.cells, Object.keys(this.defaults)) } : row;
    });
    if (!rows.length || !this.isBlank(rows.at(-1))) rows = [...rows, emptyRow()];
    if (rows.length !== this.rows.length || rows.some((row, i) => row !== this.rows[i])) this.rows = rows;
  }

  tell(fromServer = false) { this.listeners.forEach((listener) => listener(fromServer)); }

  forgive(id, column) {
    if (this.faults.get(id)?.[column]) this.faults.set(id, omit(this.faults.get(id), [column]));
  }

  // Saving.

  entry(head) {
    const rows = this.rowsOf(head);
    const [first] = rows;
    const scoped = (row, own) => Object.fromEntries(Object.entries(row.cells).filter(([key, text]) => text
      && key !== "code" && (this.byKey.get(key)?.scope === "program") === own));
    const lines = rows.map((row, n) => ({ row: row.id, cells: n ? filled(row.cells) : scoped(row, false) }));
    const ack = this.acked.get(first.key);
    const disputed = rows.flatMap((row) => Object.entries(this.conflicts.get(row.id) ?? {}).map(([column, text]) => [row.id, column, text]));
    return { key: first.key, code: ack?.code ?? "", version: ack?.version ?? 0, settles: ack?.settles ?? [], disputed,
      cells: scoped(first, true), lines: lines.filter((line, n) => n === 0 || Object.keys(line.cells).length) };
  }

  // What the server does not have yet, as one text; empty when it has everything.
  changes() {
    const programs = this.heads().map((head) => this.entry(head)).filter((entry) => content(entry) !== this.acked.get(entry.key)?.text
      && (this.acked.has(entry.key) || !this.isUntouched(entry)));
    const here = new Set(this.rows.map((row) => row.key));
    const removed = [...this.acked].filter(([key]) => !here.has(key)).map(([, { code, version }]) => ({ code, version }));
    return programs.length || removed.length ? JSON.stringify({ programs, removed }) : "";
  }

  isUntouched(entry) {
    return Object.entries(entry.cells).every(([key, text]) => this.defaults[key] === text)
      && entry.lines.every((line) => !Object.keys(line.cells).length);
  }

  // What the server answered to a text of `changes`.
  settle(sent, answers) {
    const entries = new Map(JSON.parse(sent).programs.map((entry) => [entry.key, entry]));
    for (const answer of answers) {
      const entry = entries.get(answer.key);
      entry?.lines.forEach((line) => this.faults.delete(line.row));
      Object.entries(answer.faults).forEach(([row, faults]) => this.faults.set(row, faults));
      if (answer.state === "removed") this.removed(answer.code);
      if (answer.state === "saved") this.saved(entry, answer);
      if (answer.state === "aside") this.meet(entry, answer);
    }
    this.tidyRows();
    this.tell(true);
  }

  saved(entry, { key, code, version }) {
    const isNew = !this.acked.has(key);
    this.acked.set(key, { code, version, text: content(entry), settles: [] });
    if (!isNew) return;
    const named = (rows) => rows.map((row) => (row.key === key ? { ...row, cells: { ...row.cells, code } } : row));
    this.rows = named(this.rows);
    this.past = this.past.map(named);
  }

  removed(code) {
    for (const [key, ack] of this.acked) if (ack.code === code) this.acked.delete(key);
    this.past = []; // a programme that went does not come back under its code
    this.future = [];
  }

  // Somebody else saved this programme meanwhile: what only one side changed is taken, what both changed is disputed.
  meet(entry, { key, present, aside }) {
    if (!entry) { // it was to go, and somebody changed it: it stays, as it is now
      this.removed(key);
      if (present) this.load(present, key);
      return;
    }
    const head = this.rows.findIndex((row) => row.key === key);
    if (head < 0) return;
    if (!present) { this.orphan(head, key); return; }
    const base = JSON.parse(this.acked.get(key).text);
    const mine = this.rowsOf(head).filter((row) => !this.isBlank(row));
    const rows = [];
    for (let n = 0; n < Math.max(mine.length, present.lines.length); n += 1) {
      const own = mine[n] ?? emptyRow();
      const theirs = n ? present.lines[n] ?? {} : { ...present.cells, ...present.lines[0] };
      const former = n ? base.lines[n] ?? {} : { ...base.cells, ...base.lines[0] };
      rows.push(this.merge(own, former, theirs));
    }
    this.rows = this.rows.toSpliced(head, this.rowsOf(head).length, ...rows);
    this.past = [];
    this.future = [];
    const settles = [...(this.acked.get(key).settles ?? []), aside];
    const text = JSON.stringify({ cells: sorted(present.cells), lines: present.lines.map(sorted) });
    this.acked.set(key, { code: present.code, version: present.version, text, settles });
  }

  merge(own, former, theirs) {
    const cells = { ...own.cells };
    const disputed = {};
    for (const column of new Set([...Object.keys(cells), ...Object.keys(theirs)])) {
      const [mine, was, is] = [cells[column] ?? "", former[column] ?? "", theirs[column] ?? ""];
      if (column === "code" || mine === is || is === was) continue;
      if (mine === was) cells[column] = is;
      else disputed[column] = is;
    }
    if (Object.keys(disputed).length) this.conflicts.set(own.id, disputed);
    return { ...own, cells };
  }

  // The programme was removed by somebody else: what stands here would be a new one.
  orphan(head, key) {
    this.acked.delete(key);
    this.past = [];
    this.rows = this.rows.with(head, { ...this.rows[head], key: `baru-${newId()}`, cells: omit(this.rows[head].cells, ["code"]) });
    this.faults.set(this.rows[head].id, { name: this.words.orphan });
  }

  decide(row, column, mine) {
    const { [column]: theirs, ...rest } = this.conflicts.get(row.id);
    if (Object.keys(rest).length) this.conflicts.set(row.id, rest);
    else this.conflicts.delete(row.id);
    if (mine) this.tell();
    else this.write([{ row: this.rows.findIndex((r) => r.id === row.id), column, text: theirs }]);
  }

  // Changes that this browser kept, back into the table. They keep the versions that they were based on.
  restore(text) {
    const { programs, removed } = JSON.parse(text);
    this.step(() => {
      for (const entry of programs) this.place(entry);
      const codes = new Set(removed.map(({ code }) => code));
      for (const head of this.heads().reverse()) {
        const code = this.acked.get(this.rows[head].key)?.code;
        if (codes.has(code)) this.rows = this.rows.toSpliced(head, this.rowsOf(head).length);
      }
    });
  }

  place(entry) {
    const rows = entry.lines.map((line, n) => ({
      id: line.row, key: n ? null : entry.key, cells: n ? line.cells : { ...entry.cells, code: entry.code, ...line.cells },
    }));
    for (const [id, column, theirs] of entry.disputed) this.dispute(id, column, theirs);
    const at = this.rows.findIndex((row) => row.key === entry.key);
    const present = at < 0 ? [] : this.rowsOf(at);
    const ack = this.acked.get(entry.key);
    if (ack && ack.version !== entry.version) this.disputeAll(rows, present);
    if (ack) ack.settles = entry.settles;
    const end = this.rows.findLastIndex((row) => !this.isBlank(row)) + 1;
    this.rows = this.rows.toSpliced(at < 0 ? end : at, present.length, ...rows);
  }

  dispute(id, column, theirs) { this.conflicts.set(id, { ...this.conflicts.get(id), [column]: theirs }); }

  // The programme became newer while these rows lay in the browser: every cell that differs is for the person to decide.
  disputeAll(rows, present) {
    rows.forEach((row, n) => {
      const theirs = present[n]?.cells ?? {};
      for (const column of new Set([...Object.keys(row.cells), ...Object.keys(theirs)])) {
        if ((row.cells[column] ?? "") !== (theirs[column] ?? "")) this.dispute(row.id, column, theirs[column] ?? "");
      }
    });
  }
}

const begins = (row) => Boolean(row.cells.name || row.cells.sub_dimension);
const emptyRow = () => ({ id: newId(), key: null, cells: {} });
const omit = (object, keys) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
const filled = (cells) => Object.fromEntries(Object.entries(cells).filter(([, text]) => text));
const sorted = (cells) => Object.fromEntries(Object.entries(filled(cells)).sort(([a], [b]) => (a < b ? -1 : 1)));
// What is compared and kept: the texts, not the rows they stand in.
const content = ({ cells, lines }) => JSON.stringify({ cells: sorted(cells), lines: lines.map((line) => sorted(line.cells)) });
