// A list of choices below an input, found by typing: the pattern "combobox" of ARIA. Used by the cells of the table, by the
// cards and by the form of a programme.

let open = null;
let made = 0;

export class Picker {
  // find(text) gives [[word, about], ...] or a promise of them; take(choice) is called with the one that was chosen.
  constructor(input, { find, take, label = "" }) {
    Object.assign(this, { input, find, take });
    this.list = Object.assign(document.createElement("ul"), { className: "picker", id: `picker-${++made}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label || input.getAttribute("aria-label") || "");
    this.list.popover = "manual";
    this.choices = [];
    this.at = -1;
    this.asked = 0;
    const about = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", autocomplete: "off" };
    Object.entries(about).forEach(([name, value]) => input.setAttribute(name, value));
    input.after(this.list);
    input.addEventListener("input", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the input keeps the focus
      const item = event.target.closest("li");
      if (item) this.choose(Number(item.dataset.n));
    });
  }

  async look() {
    const asked = ++this.asked;
    const found = await this.find(this.input.value);
    if (asked !== this.asked || !this.input.isConnected || document.activeElement !== this.input) return;
    this.show(found);
  }

  show(found) {
    this.choices = found.slice(0, 60);
    this.at = -1;
    this.list.replaceChildren(...this.choices.map((choice, n) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      Object.assign(item, { id: `${this.list.id}-${n}`, textContent: choice[0] });
      item.dataset.n = n;
      if (choice[1]) item.append(" ", Object.assign(document.createElement("small"), { textContent: choice[1] }));
      return item;
    }));
    if (!this.choices.length) return this.close();
    open?.close();
    open = this;
    this.list.hidden = false;
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.place();
    this.input.setAttribute("aria-expanded", "true");
  }

  place() {
    const box = this.input.getBoundingClientRect();
    const width = Math.min(Math.max(box.width, 352), innerWidth - 16);
    const below = innerHeight - box.bottom;
    Object.assign(this.list.style, { width: `${width}px`, left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px` });
    this.list.style.maxHeight = `${Math.max(120, Math.min(320, below > 160 ? below - 12 : box.top - 12))}px`;
    this.list.style.top = below > 160 ? `${box.bottom + 2}px` : "auto";
    this.list.style.bottom = below > 160 ? "auto" : `${innerHeight - box.top + 2}px`;
  }

  close() {
    if (open === this) open = null;
    if (this.list.isConnected && this.list.matches(":popover-open")) this.list.hidePopover();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  get isOpen() { return !this.list.hidden; }

  // Keys that the list takes for itself do not reach the table or the form.
  key(event) {
    if (event.key === "ArrowDown" && event.altKey && !this.isOpen) { event.stopPropagation(); event.preventDefault(); return this.look(); }
    if (!this.isOpen) return null;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark((this.at + step + this.choices.length) % this.choices.length);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.at >= 0) this.choose(this.at);
    else return null;
    event.preventDefault();
    return event.stopImmediatePropagation();
  }

  mark(n) {
    this.list.children[this.at]?.removeAttribute("aria-selected");
    this.at = n;
    const item = this.list.children[n];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  choose(n) {
    const choice = this.choices[n];
    this.close();
    this.take(choice);
  }
}

// Choices of a fixed list by what was typed: those that begin so first, then those that hold it.
export function among(options, typed) {
  const text = typed.trim().toLowerCase();
  if (!text) return options;
  const words = options.map((option) => [option, option.join(" ").toLowerCase()]);
  const first = words.filter(([, all]) => all.startsWith(text));
  const holding = words.filter(([, all]) => !all.startsWith(text) && text.split(/\s+/).every((part) => all.includes(part)));
  return [...first, ...holding].map(([option]) => option);
}
