// Citing a regulation: the node of the editor and its dialog. `citation(library)` is the extension, `askCitation(editor)` opens
// the dialog. What is stored is <cite data-regulation="uu-23-2014">the full name</cite>; print decides full or short.

export function citation({ Node }) {
  return Node.create({
    name: "citation", group: "inline", inline: true, atom: true, selectable: true,
    addAttributes: () => ({
      code: { default: "", parseHTML: (e) => e.dataset.regulation, renderHTML: (a) => ({ "data-regulation": a.code }) },
      words: { default: "", parseHTML: (e) => e.textContent, rendered: false },
    }),
    parseHTML: () => [{ tag: "cite[data-regulation]" }],
    renderHTML: ({ node, HTMLAttributes }) => ["cite", HTMLAttributes, node.attrs.words],
    renderText: ({ node }) => node.attrs.words,
    addKeyboardShortcuts() { return { "Mod-Shift-k": () => { askCitation(this.editor); return true; } }; },
  });
}

const dialog = () => document.getElementById("dialog-citation");
const asNode = (row) => ({ type: "citation", attrs: { code: row.code, words: row.full } });

export function askCitation(editor) {
  const box = dialog();
  const field = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const note = box.querySelector("[data-note]");
  let rows = [], at = 0, turn = 0;

  const insert = (content) => { box.close(); editor.chain().focus().insertContent(content).run(); };
  const mark = (to) => {
    at = (to + rows.length) % rows.length;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === at));
    field.setAttribute("aria-activedescendant", `citation-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    list.replaceChildren(...rows.map((row, n) => {
      const option = Object.assign(document.createElement("li"), { id: `citation-${n}` });
      option.setAttribute("role", "option");
      option.append(Object.assign(document.createElement("strong"), { textContent: row.short }), ` ${row.full}`);
      if (row.warning) option.append(Object.assign(document.createElement("span"), { className: "overdue d-block", textContent: row.warning }));
      option.addEventListener("click", () => insert(asNode(row)));
      return option;
    }));
    field.setAttribute("aria-expanded", String(rows.length > 0));
    note.textContent = rows.length ? "" : box.dataset.none;
    if (rows.length) mark(0); else field.removeAttribute("aria-activedescendant");
  };
  const find = async (query) => {
    const mine = ++turn;
    try {
      const answer = await fetch(`${box.dataset.url}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const { found } = await answer.json();
      return mine === turn ? found : null;
    } catch {
      note.textContent = box.dataset.offline;
      return null;
    }
  };
  const look = async () => {
    const found = await find(new URLSearchParams({ cari: field.value }));
    if (found) { rows = found; show(); }
  };

  // What is shown answers what is typed, or nothing is shown: Enter must never take a regulation of an earlier search.
  const forget = () => { turn++; rows = []; show(); note.textContent = ""; };
  field.value = "";
  forget();
  field.oninput = () => { forget(); clearTimeout(field.timer); field.timer = setTimeout(look, 200); };
  field.onkeydown = (event) => {
    if (event.key === "ArrowDown" && rows.length) mark(at + 1);
    else if (event.key === "ArrowUp" && rows.length) mark(at - 1);
    else if (event.key === "Enter") { if (rows.length) insert(asNode(rows[at])); } else return;
    event.preventDefault();
  };
  box.querySelector("[data-list]").onclick = async () => {
    const cited = await find("dikutip=1");
    if (!cited) return;
    if (!cited.length) { note.textContent = box.dataset.uncited; return; }
    const item = (row) => ({ type: "listItem", content: [{ type: "paragraph", content: [asNode(row)] }] });
    insert({ type: "orderedList", content: cited.map(item) });
  };
  box.showModal();
  field.focus();
  look();
}
