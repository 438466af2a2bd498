// Live numbers and cross references in the editor: atoms that carry a code. What stands in them comes from the server and
// is only shown; stored is the code (pillars/references.py). Captions and headings get a key, so that references find
// them whatever their title becomes.

export function references(library) {
  const { Node, Extension, pm } = library;

  // <span data-value="…"> and <span data-ref="…"> alike, but for the name of the attribute.
  const atom = (name, mark) => Node.create({
    name, group: "inline", inline: true, atom: true, selectable: true,
    addAttributes: () => ({
      code: { default: "", parseHTML: (e) => e.getAttribute(`data-${mark}`), renderHTML: (a) => ({ [`data-${mark}`]: a.code }) },
      text: { default: "", parseHTML: (e) => e.textContent, renderHTML: () => ({}) },
      about: { default: "", parseHTML: (e) => e.title, renderHTML: (a) => (a.about ? { title: a.about } : {}) },
      url: { default: "", parseHTML: (e) => e.dataset.url, renderHTML: (a) => (a.url ? { "data-url": a.url } : {}) },
    }),
    parseHTML: () => [{ tag: `span[data-${mark}]`, priority: 70 }],
    renderHTML: ({ node, HTMLAttributes }) => ["span", { ...HTMLAttributes, class: "live" }, node.attrs.text || node.attrs.code],
    renderText: ({ node }) => node.attrs.text,
  });

  const Keys = Extension.create({
    name: "keys",
    addGlobalAttributes: () => [{
      types: ["caption", "heading"],
      attributes: {
        key: { default: null, keepOnSplit: false, parseHTML: (e) => e.dataset.key || null, renderHTML: (a) => (a.key ? { "data-key": a.key } : {}) },
      },
    }],
    addProseMirrorPlugins: () => [new pm.state.Plugin({ appendTransaction: (done, before, state) => (done.some((t) => t.docChanged) ? withKeys(state) : null) })],
  });

  const Inserting = Extension.create({
    name: "inserting",
    addKeyboardShortcuts() {
      return {
        "Mod-Shift-r": () => { ask(this.editor); return true; },
        Enter: () => { const link = selected(this.editor) && about.querySelector("a:not([hidden])"); link?.focus(); return Boolean(link); },
      };
    },
    onCreate() {
      document.querySelector("[data-opens=reference]")?.addEventListener("click", () => ask(this.editor));
      about.addEventListener("keydown", (event) => { if (event.key === "Escape") this.editor.commands.focus(); });
    },
    onSelectionUpdate() { tell(this.editor); },
    onBlur({ event }) { if (!about.contains(event.relatedTarget)) about.hidden = true; },
  });

  return [atom("liveValue", "value"), atom("reference", "ref"), Keys, Inserting];
}

// A caption or heading without a key gets one; of two alike (one was copied) the first keeps it.
function withKeys(state) {
  const seen = new Set();
  const change = state.tr;
  state.doc.descendants((node, at) => {
    if (!["caption", "heading"].includes(node.type.name)) return;
    const { key } = node.attrs;
    if (key && !seen.has(key)) return void seen.add(key);
    const fresh = [...crypto.getRandomValues(new Uint8Array(4))].map((n) => n.toString(16).padStart(2, "0")).join("");
    change.setNodeAttribute(at, "key", fresh);
    seen.add(fresh);
  });
  return change.docChanged ? change.setMeta("addToHistory", false) : null;
}

// What the number or reference under the cursor is, and the way there.

const about = document.getElementById("reference-about");

function selected(editor) {
  const node = editor.state.selection.node;
  return ["liveValue", "reference"].includes(node?.type.name) ? node : null;
}

function tell(editor) {
  const node = selected(editor);
  about.hidden = !node;
  if (!node) return;
  const [words, link] = about.children;
  words.textContent = node.attrs.about || node.attrs.text;
  link.hidden = !node.attrs.url;
  if (node.attrs.url) link.href = node.attrs.url;
  const chip = editor.view.nodeDOM(editor.state.selection.from).getBoundingClientRect();
  about.style.left = `${Math.max(8, Math.min(chip.left, innerWidth - about.offsetWidth - 8)) + scrollX}px`;
  about.style.top = `${chip.bottom + 6 + scrollY}px`;
}

// The dialog: words are typed, the server answers with what fits, arrow keys choose.

const dialog = document.getElementById("dialog-reference");
const query = document.getElementById("reference-query");
const offers = document.getElementById("reference-offers");
let target = null; // the editor that asked
let waiting = 0;

function ask(editor) {
  target = editor;
  query.value = "";
  dialog.showModal();
  look();
}

async function look() {
  const asked = query.value;
  try {
    const answer = await fetch(`${dialog.dataset.url}?cari=${encodeURIComponent(asked)}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const html = await answer.text();
    if (asked !== query.value) return;
    offers.innerHTML = html;
  } catch {
    offers.textContent = dialog.dataset.offline;
  }
  choose(all()[0]);
}

const all = () => [...offers.querySelectorAll("[role=option]")];

function choose(option) {
  all().forEach((each) => each.setAttribute("aria-selected", each === option));
  if (option) query.setAttribute("aria-activedescendant", option.id);
  else query.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function insert(option) {
  const { mark, code, text, about: words, url } = option.dataset;
  dialog.close();
  target.chain().focus().insertContent({ type: mark === "value" ? "liveValue" : "reference", attrs: { code, text, about: words, url } }).run();
}

query?.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 200); });
query?.addEventListener("keydown", (event) => {
  const options = all();
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(options[(at + 1) % options.length]);
  else if (event.key === "ArrowUp") choose(options.at(at - 1 < 0 ? -1 : at - 1));
  else if (event.key === "Enter") { if (options[at]) insert(options[at]); }
  else return;
  event.preventDefault();
});
offers?.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) insert(option); });
dialog?.addEventListener("close", () => target?.commands.focus());
