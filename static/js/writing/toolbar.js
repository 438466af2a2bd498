// The tool bar: one table from button to command, and what the buttons show of the place of the cursor.
import { askCitation } from "masterplan/citations";
import { ask, askFootnote, askLink, askPicture } from "masterplan/writing/dialogs";

export function startToolbar(editor, { tables, figures, find }) {
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
    table: () => tables.insert(),
    picture: () => askPicture(editor, figures),
    footnote: () => askFootnote(editor),
    link: () => askLink(editor),
    citation: () => askCitation(editor),
    find: () => find.open(true),
    shortcuts: () => ask("dialog-shortcuts").then(() => editor.commands.focus()),
    addRowBefore: () => chain().addRowBefore().run(),
    addRowAfter: () => chain().addRowAfter().run(),
    addColumnBefore: () => chain().addColumnBefore().run(),
    addColumnAfter: () => chain().addColumnAfter().run(),
    deleteRow: () => chain().deleteRow().run(),
    deleteColumn: () => chain().deleteColumn().run(),
    mergeOrSplit: () => chain().mergeOrSplit().run(),
    toggleHeaderRow: () => chain().toggleHeaderRow().run(),
    toggleHeaderColumn: () => chain().toggleHeaderColumn().run(),
    deleteTable: () => chain().deleteTable().run(),
    number: () => tables.toggleNumber(),
    wider: () => tables.wider(),
    narrower: () => tables.narrower(),
    evenWidth: () => tables.evenWidth(),
    fullBleed: () => chain().updateAttributes("picture", { class: isFullBleed() ? null : "full-bleed" }).run(),
    alt: () => figures.describe(editor.state.selection.from),
  };
  const isFullBleed = () => editor.isActive("picture", { class: "full-bleed" });
  const isNumber = () => editor.isActive("tableCell", { class: "number" }) || editor.isActive("tableHeader", { class: "number" });

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

  function show() {
    const now = editor.isActive("heading", { level: 3 }) ? "h3" : editor.isActive("heading", { level: 4 }) ? "h4"
      : editor.isActive("caption") ? "caption" : editor.isActive("source") ? "source" : "paragraph";
    if (block.value !== now) block.value = now;
    toolbar.querySelectorAll("[aria-pressed]").forEach((b) => b.setAttribute("aria-pressed", editor.isActive(b.dataset.command)));
    document.getElementById("table-tools").hidden = !editor.isActive("table");
    document.getElementById("picture-tools").hidden = !editor.isActive("picture");
    toolbar.querySelector("[data-command=fullBleed]").setAttribute("aria-pressed", isFullBleed());
    toolbar.querySelector("[data-command=number]").setAttribute("aria-pressed", isNumber());
  }
  toolbar.hidden = false;
  show();
  return { commands, show };
}
