// The input in a cell while it is being edited.
import { Picker } from "masterplan/grid/picker";

const SEVERAL = /[;\n]\s*/;
const CODES = /^(\s*[1-8]\.[\dX.]+[\s,;]+)+/; // codes that stand before what is being typed

export class Editor {
  // find(text) offers choices; done(value or null, where to go or null, {other column: text}, what to say) once.
  constructor(td, { column, text, label, find, done }) {
    Object.assign(this, { td, column, find, finish: done });
    this.input = Object.assign(document.createElement(find ? "input" : "textarea"), { className: "editing", value: text, spellcheck: true });
    this.input.rows = 1;
    this.input.setAttribute("aria-label", label);
    if (["value", "money", "year"].includes(column.kind)) this.input.inputMode = "decimal";
  }

  open(whole) {
    const { input, td } = this;
    td.append(input);
    this.grow();
    input.focus({ preventScroll: true });
    if (whole) input.setSelectionRange(input.value.length, input.value.length);
    input.addEventListener("input", () => this.grow());
    if (this.find) {
      this.picker = new Picker(input, { find: (text) => this.find(this.part(text)), take: (choice) => this.take(choice) });
      if (this.column.choices && this.column.kind !== "text") this.picker.look();
    }
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.done());
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 4, 320)}px`;
  }

  // Of several names, the one that is being typed; codes of the nomenclature stand between blanks.
  part(text) {
    if (this.column.choices === "nomenclature") return text.replace(CODES, "");
    return this.column.kind === "several" ? text.split(SEVERAL).at(-1) : text;
  }

  take([word, , fills, told]) {
    const typed = this.input.value;
    if (this.column.kind !== "several") this.input.value = word;
    else if (this.column.choices === "nomenclature") this.input.value = `${typed.slice(0, typed.length - this.part(typed).length)}${word}`;
    else this.input.value = [...typed.split(SEVERAL).slice(0, -1), word].join("; ");
    return this.column.kind === "several" && !fills ? this.grow() : this.done([0, 1], fills, false, told);
  }

  // What was typed of a choice stands for the first one that fits.
  complete() {
    const { input, picker } = this;
    const exact = picker?.choices.some(([word]) => word.toLowerCase() === input.value.trim().toLowerCase());
    if (this.column.kind === "choice" && picker?.isOpen && input.value.trim() && !exact) [input.value] = picker.choices[0];
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") { event.preventDefault(); return this.done([0, 0], {}, true); }
    if (event.key === "Tab") { event.preventDefault(); this.complete(); return this.done([0, event.shiftKey ? -1 : 1]); }
    if (event.key !== "Enter") return null;
    if (event.altKey || (event.shiftKey && this.column.kind === "long")) return this.breakLine(event);
    event.preventDefault();
    this.complete();
    return this.done([event.shiftKey ? -1 : 1, 0]);
  }

  breakLine(event) {
    event.preventDefault();
    this.input.setRangeText("\n", this.input.selectionStart, this.input.selectionEnd, "end");
    this.grow();
  }

  done(move = null, fills = {}, dropped = false, told = "") {
    if (this.ended) return;
    this.ended = true;
    this.picker?.close();
    this.finish(dropped ? null : this.input.value, move, fills, told);
  }
}
