// The writing page: the editor with our own vocabulary (pillars/cleaning.py), its tool bar, and the autosave.
// Text that has not reached the server is kept in this browser and offered again; nothing is overwritten unseen.
import { Autosave } from "masterplan/autosave";
import { askCitation, citation } from "masterplan/citations";
import { handOver } from "masterplan/first-words";
import { fromOffice } from "masterplan/paste";

const library = await import(document.getElementById("editor-script").dataset.library);
const { Node, Extension, Editor, mergeAttributes } = library;
const words = document.getElementById("words-of-saving").dataset;
const form = document.getElementById("narrative");
const field = document.getElementById("html");

// 1. The vocabulary: captions, source lines, pictures, footnotes and number cells beside what the library has.

const lineOf = (name) => Node.create({
  name, group: "block", content: "inline*", defining: true, priority: 1000,
  parseHTML: () => [{ tag: `p.${name}`, priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["p", mergeAttributes(HTMLAttributes, { class: name }), 0],
  addKeyboardShortcuts() {
    // Enter after a caption or a source line goes on with running text.
    return { Enter: () => this.editor.isActive(name) && this.editor.chain().splitBlock().setNode("paragraph").run() };
  },
});
const Caption = lineOf("caption");
const Source = lineOf("source");

const Picture = Node.create({
  name: "picture", group: "block", atom: true, draggable: true,
  addAttributes: () => ({
    src: { default: null }, alt: { default: "" },
    class: { default: null, parseHTML: (e) => (e.classList.contains("full-bleed") ? "full-bleed" : null) },
  }),
  parseHTML: () => [{ tag: 'img[src^="/gambar/"]' }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});

const Footnote = Node.create({
  name: "footnote", group: "inline", inline: true, atom: true,
  addAttributes: () => ({ text: { default: "", parseHTML: (e) => e.dataset.footnote, renderHTML: (a) => ({ "data-footnote": a.text, title: a.text }) } }),
  parseHTML: () => [{ tag: "span[data-footnote]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes],
});

const numberCell = {
  addAttributes() {
    return { ...this.parent?.(), class: { default: null, parseHTML: (e) => (e.classList.contains("number") ? "number" : null) } };
  },
};

const Shortcuts = Extension.create({
  name: "ourShortcuts",
  addKeyboardShortcuts: () => ({
    "Mod-s": () => { autosave.now(); return true; },
    "Alt-F10": () => { document.querySelector("#toolbar select").focus(); return true; },
  }),
});

const takeOver = handOver();
const editor = new Editor({
  element: document.getElementById("paper"),
  content: field.value,
  injectCSS: false,
  extensions: [
    library.Document, library.Paragraph, library.Text, library.HardBreak, library.History, library.Gapcursor, library.Dropcursor,
    library.Heading.configure({ levels: [3, 4] }), library.BulletList, library.OrderedList, library.ListItem, library.Blockquote,
    library.Bold, library.Italic, library.Underline, library.Subscript, library.Superscript,
    library.Link.configure({ openOnClick: false, enableTarget: false, protocols: ["http", "https", "mailto"] }),
    library.Table, library.TableRow, library.TableHeader.extend(numberCell), library.TableCell.extend(numberCell),
    Caption, Source, Picture, Footnote, citation(library), Shortcuts,
  ],
  editorProps: {
    attributes: { "aria-label": field.getAttribute("aria-label"), role: "textbox", "aria-multiline": "true", lang: "id", spellcheck: "true" },
    transformPastedHTML: (html) => {
      const { clean, dropped } = fromOffice(html);
      if (dropped) autosave.say("warning", words.dropped);
      return clean;
    },
    handlePaste: (view, event) => takeFiles(event.clipboardData),
    handleDrop: (view, event, slice, moved) => !moved && takeFiles(event.dataTransfer),
  },
  onUpdate: () => { field.value = editor.getHTML(); countWords(); autosave.changed(); form.dispatchEvent(new Event("text-changed")); },
  onSelectionUpdate: showState,
  onTransaction: showState,
});
form.querySelector(".writing").classList.add("ready");
document.getElementById("toolbar").hidden = false;

// 2. The autosave.

const autosave = new Autosave({
  form, words, journal: form.dataset.journal,
  read: () => field.value,
  fill: (body, html) => body.append("html", html),
  put: (html) => editor.commands.setContent(html, { emitUpdate: true }),
});
autosave.offerJournal();

function countWords() {
  const count = (editor.getText().match(/[\p{L}\p{N}]+/gu) || []).length;
  document.getElementById("word-count").textContent = `${count.toLocaleString("id-ID")} ${words.words}`;
}

// 3. The tool bar: one table from button to command.

const toolbar = document.getElementById("toolbar");
const block = document.getElementById("block");
const chain = () => editor.chain().focus();
const commands = {
  bold: () => chain().toggleBold().run(),
  italic: () => chain().toggleItalic().run(),
  underline: () => chain().toggleUnderline().run(),
  subscript: () => chain().toggleSubscript().run(),
  superscript: () => chain().toggleSuperscript().run(),
  bulletList: () => chain().toggleBulletList().run(),
  orderedList: () => chain().toggleOrderedList().run(),
  blockquote: () => chain().toggleBlockquote().run(),
  undo: () => chain().undo().run(),
  redo: () => chain().redo().run(),
  table: insertTable,
  picture: () => askPicture(),
  footnote: askFootnote,
  link: askLink,
  citation: () => askCitation(editor),
  addRowAfter: () => chain().addRowAfter().run(),
  addColumnAfter: () => chain().addColumnAfter().run(),
  deleteRow: () => chain().deleteRow().run(),
  deleteColumn: () => chain().deleteColumn().run(),
  mergeOrSplit: () => chain().mergeOrSplit().run(),
  toggleHeaderRow: () => chain().toggleHeaderRow().run(),
  deleteTable: () => chain().deleteTable().run(),
  fullBleed: () => chain().updateAttributes("picture", { class: isFullBleed() ? null : "full-bleed" }).run(),
  number: () => {
    const isNumber = editor.isActive("tableCell", { class: "number" }) || editor.isActive("tableHeader", { class: "number" });
    return chain().setCellAttribute("class", isNumber ? null : "number").run();
  },
};
function isFullBleed() {
  return editor.isActive("picture", { class: "full-bleed" });
}
toolbar.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
toolbar.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-command]");
  if (button) commands[button.dataset.command]();
});
block.addEventListener("change", () => {
  const kind = block.value;
  if (kind === "h3" || kind === "h4") chain().setHeading({ level: Number(kind[1]) }).run();
  else chain().setNode(kind).run();
});
// Arrow keys move within the tool bar, Escape goes back to the text.
toolbar.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return editor.commands.focus();
  if (event.target === block || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = [...toolbar.querySelectorAll("button:not([hidden])")].filter((b) => b.offsetParent);
  const next = all[(all.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1) + all.length) % all.length];
  next.focus();
  event.preventDefault();
});

function showState() {
  if (!toolbar || toolbar.hidden) return;
  const now = editor.isActive("heading", { level: 3 }) ? "h3" : editor.isActive("heading", { level: 4 }) ? "h4"
    : editor.isActive("caption") ? "caption" : editor.isActive("source") ? "source" : "paragraph";
  if (block.value !== now) block.value = now;
  toolbar.querySelectorAll("[aria-pressed]").forEach((b) => b.setAttribute("aria-pressed", editor.isActive(b.dataset.command)));
  document.getElementById("table-tools").hidden = !editor.isActive("table");
  document.getElementById("picture-tools").hidden = !editor.isActive("picture");
  toolbar.querySelector("[data-command=fullBleed]").setAttribute("aria-pressed", isFullBleed());
}

function insertTable() {
  const at = editor.state.selection.from;
  const cell = (type) => ({ type, content: [{ type: "paragraph" }] });
  const row = (type) => ({ type: "tableRow", content: [cell(type), cell(type), cell(type)] });
  chain().insertContent([
    { type: "caption" },
    { type: "table", content: [row("tableHeader"), row("tableCell"), row("tableCell")] },
    { type: "source", content: [{ type: "text", text: "Sumber: " }] },
  ]).run();
  writeCaptionAfter(at);
}

// The title comes first: the cursor goes to the empty caption of what was just put in.
function writeCaptionAfter(at) {
  let caption = null;
  editor.state.doc.descendants((node, position) => {
    if (caption === null && position >= at - 1 && node.type.name === "caption" && !node.content.size) caption = position + 1;
  });
  if (caption !== null) chain().setTextSelection(caption).run();
}

// 4. Dialogs.

function ask(id, fill) {
  const dialog = document.getElementById(id);
  fill();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "ok"), { once: true }));
}

async function askFootnote() {
  const text = document.getElementById("footnote-text");
  const present = editor.isActive("footnote") ? editor.getAttributes("footnote").text : "";
  if (!(await ask("dialog-footnote", () => { text.value = present; })) || !text.value.trim()) return editor.commands.focus();
  chain().insertContent({ type: "footnote", attrs: { text: text.value.trim() } }).run();
}

async function askLink() {
  const href = document.getElementById("link-href");
  if (!(await ask("dialog-link", () => { href.value = editor.getAttributes("link").href || ""; }))) return editor.commands.focus();
  const to = href.value.trim();
  if (!to) chain().extendMarkRange("link").unsetLink().run();
  else if (/^(https?:\/\/|mailto:)/i.test(to)) chain().extendMarkRange("link").setLink({ href: to }).run();
}

let pending = null; // a picture that was pasted or dropped
const pictureDialog = document.getElementById("dialog-picture");
const pictureError = document.getElementById("picture-error");

function askPicture(file = null) {
  pending = file;
  pictureError.hidden = true;
  document.getElementById("picture-choose").hidden = Boolean(file);
  ["picture-file", "picture-alt", "picture-caption", "picture-source"].forEach((id) => { document.getElementById(id).value = ""; });
  pictureDialog.showModal();
}

function takeFiles(data) {
  const file = [...(data?.files || [])].find((f) => f.type.startsWith("image/"));
  // Excel and Word put a picture of the copied cells beside their HTML: the HTML is what is wanted.
  if (!file || data.getData("text/html").includes("<table")) return false;
  askPicture(file);
  return true;
}

document.getElementById("picture-ok").addEventListener("click", async (event) => {
  const value = (id) => document.getElementById(id).value.trim();
  const file = pending || document.getElementById("picture-file").files[0];
  const fail = (text) => { pictureError.textContent = text; pictureError.hidden = false; };
  if (!file) return fail(document.querySelector("label[for=picture-file]").textContent);
  const body = new FormData();
  body.append("picture", file);
  event.target.disabled = true;
  try {
    const answer = await autosave.post(form.dataset.pictureUrl, body);
    const found = await answer.json();
    if (!answer.ok) return fail(found.error || words.login);
    const source = value("picture-source");
    chain().insertContent([
      { type: "picture", attrs: { src: found.src, alt: value("picture-alt") } },
      { type: "caption", content: value("picture-caption") ? [{ type: "text", text: value("picture-caption") }] : [] },
      { type: "source", content: [{ type: "text", text: source ? `Sumber: ${source.replace(/^sumber:\s*/i, "")}` : "Sumber: " }] },
      { type: "paragraph" },
    ]).run();
    pictureDialog.close("ok");
  } catch {
    fail(words.offline);
  } finally {
    event.target.disabled = false;
  }
});
document.getElementById("paper").addEventListener("dblclick", (event) => { if (event.target.closest("[data-footnote]")) askFootnote(); });
showState();
takeOver(editor, autosave);
