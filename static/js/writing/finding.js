// Find and replace: matches are marked over the text, which stays as it is; the panel stands under the tool bar.

const OTHER = "\ufffc"; // stands for a footnote or a line break, so that places in the words are places in the text

export function finding(library) {
  const { Plugin, PluginKey, TextSelection } = library.pm.state;
  const { Decoration, DecorationSet } = library.pm.view;
  const key = new PluginKey("finding");
  const nothing = { query: "", exact: false, matches: [], at: -1 };

  const plugin = new Plugin({
    key,
    state: {
      init: () => nothing,
      apply(tr, now) {
        const asked = tr.getMeta(key);
        if (!asked && !tr.docChanged) return now;
        const next = { ...now, ...asked };
        if (!next.query) return nothing;
        if (tr.docChanged || asked?.query !== undefined || asked?.exact !== undefined) next.matches = matches(tr.doc, next.query, next.exact);
        next.at = next.matches.length ? Math.min(Math.max(next.at, -1), next.matches.length - 1) : -1;
        return next;
      },
    },
    props: {
      decorations(state) {
        const { matches: found, at } = key.getState(state);
        return DecorationSet.create(state.doc, found.map(({ from, to }, n) => Decoration.inline(from, to, { class: n === at ? "match match-here" : "match" })));
      },
    },
  });
  return { plugin, key, TextSelection };
}

// All places of `query` in the text, block by block.
export function matches(doc, query, exact) {
  const found = [];
  const fold = (text) => (exact ? text : text.toLowerCase());
  const sought = fold(query);
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const words = fold(node.textBetween(0, node.content.size, OTHER, OTHER));
    for (let at = words.indexOf(sought); at >= 0; at = words.indexOf(sought, at + sought.length)) {
      found.push({ from: position + 1 + at, to: position + 1 + at + sought.length });
    }
    return false;
  });
  return found;
}

export class FindPanel {
  constructor(editor, { key, TextSelection }, words) {
    Object.assign(this, { editor, key, TextSelection, words, panel: document.getElementById("finding") });
    const part = (name) => this.panel.querySelector(`[data-find=${name}]`);
    [this.query, this.other, this.exact, this.count] = ["query", "other", "exact", "count"].map(part);
    this.query.addEventListener("input", () => this.search());
    this.exact.addEventListener("change", () => this.search());
    this.panel.addEventListener("keydown", (event) => this.pressed(event));
    for (const [name, act] of Object.entries({ next: () => this.go(1), previous: () => this.go(-1), replace: () => this.replace(), all: () => this.replaceAll(), close: () => this.close() })) {
      part(name).addEventListener("click", act);
    }
  }

  get state() { return this.key.getState(this.editor.state); }

  open(withReplace) {
    const { from, to } = this.editor.state.selection;
    const chosen = this.editor.state.doc.textBetween(from, to, "\n", "\n");
    if (chosen && !chosen.includes("\n")) this.query.value = chosen;
    this.panel.hidden = false;
    this.panel.querySelector(".replacing").hidden = !withReplace;
    this.search();
    this.query.focus();
    this.query.select();
  }

  close() {
    this.panel.hidden = true;
    this.ask({ query: "" });
    this.editor.commands.focus();
  }

  pressed(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    const act = event.key === "Escape" ? () => this.close()
      : event.key === "Enter" && event.target === this.query ? () => this.go(event.shiftKey ? -1 : 1)
      : event.key === "Enter" && event.target === this.other ? () => this.replace()
      : isCommand && event.key === "h" ? () => this.open(true)
      : isCommand && event.key === "f" ? () => this.open(!this.panel.querySelector(".replacing").hidden) : null;
    if (!act) return;
    event.preventDefault();
    act();
  }

  ask(what) { this.editor.view.dispatch(this.editor.state.tr.setMeta(this.key, what)); this.tell(); }

  search() {
    const { from } = this.editor.state.selection;
    this.ask({ query: this.query.value, exact: this.exact.checked, at: -1 });
    const at = this.state.matches.findIndex((match) => match.from >= from);
    if (this.state.matches.length) this.show(at < 0 ? 0 : at);
  }

  go(step) {
    const { matches: found, at } = this.state;
    if (found.length) this.show((at + step + found.length) % found.length);
  }

  show(at) {
    const { from, to } = this.state.matches[at];
    const { tr, doc } = this.editor.state;
    this.editor.view.dispatch(tr.setSelection(this.TextSelection.create(doc, from, to)).setMeta(this.key, { at }));
    document.querySelector(".match-here")?.scrollIntoView({ block: "center" });
    this.tell();
  }

  replace() {
    const { matches: found, at } = this.state;
    if (at < 0) return this.go(1);
    const { from, to } = found[at];
    this.editor.view.dispatch(this.editor.state.tr.insertText(this.other.value, from, to));
    const after = from + this.other.value.length;
    const next = this.state.matches.findIndex((match) => match.from >= after);
    if (this.state.matches.length) this.show(next < 0 ? 0 : next);
    else this.tell();
  }

  // All in one step, the last first, so that the places of the others stay right.
  replaceAll() {
    const { tr } = this.editor.state;
    const found = this.state.matches;
    for (const { from, to } of [...found].reverse()) tr.insertText(this.other.value, from, to);
    this.editor.view.dispatch(tr);
    this.count.textContent = this.words.replaced.replace("{n}", found.length.toLocaleString("id-ID"));
  }

  tell() {
    const { matches: found, at, query } = this.state;
    this.count.textContent = !query ? "" : found.length ? this.words.found.replace("{at}", (at + 1).toLocaleString("id-ID")).replace("{n}", found.length.toLocaleString("id-ID")) : this.words.none;
  }
}
