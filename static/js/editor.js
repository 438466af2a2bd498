// The writing page: the editor with our own vocabulary (pillars/cleaning.py), put together from the modules of writing/
// and paste/, and the autosave. Text that has not reached the server is kept in this browser and offered again; nothing is
// overwritten unseen.
import { Autosave } from "masterplan/autosave";
import { citation } from "masterplan/citations";
import { handOver } from "masterplan/first-words";
import { references } from "masterplan/references";
import { ask } from "masterplan/writing/dialogs";
import { Figures } from "masterplan/writing/figures";
import { FindPanel, finding } from "masterplan/writing/finding";
import { Pasting } from "masterplan/writing/pasting";
import { tables as tablesOf } from "masterplan/writing/tables";
import { startToolbar } from "masterplan/writing/toolbar";
import { vocabulary, written } from "masterplan/writing/vocabulary";

const words = document.getElementById("words-of-saving").dataset;
const wordsOfWriting = document.getElementById("words-of-writing").dataset;
const form = document.getElementById("narrative");
const library = await import(form.dataset.library);
const field = document.getElementById("html");

const figures = new Figures({ form, words: { ...wordsOfWriting, offline: words.offline, login: words.login }, ask });
const pasting = new Pasting({ library, figures, words: document.getElementById("words-of-pasting").dataset });
const sought = finding(library);
let tables, find, toolbar;

const Ours = library.Extension.create({
  name: "ours",
  addProseMirrorPlugins: () => [sought.plugin],
  addKeyboardShortcuts: () => ({
    "Mod-s": () => { autosave.now(); return true; },
    "Mod-f": () => { find.open(false); return true; },
    "Mod-h": () => { find.open(true); return true; },
    "Mod-/": () => { toolbar.commands.shortcuts(); return true; },
    "Mod-k": () => { toolbar.commands.link(); return true; },
    "Mod-Alt-f": () => { toolbar.commands.footnote(); return true; },
    "Alt-Shift-ArrowLeft": () => tables.narrower(),
    "Alt-Shift-ArrowRight": () => tables.wider(),
    "Alt-F10": () => { document.querySelector("#toolbar select").focus(); return true; },
  }),
});

const takeOver = handOver();
const editor = new library.Editor({
  element: document.getElementById("paper"),
  content: field.value,
  injectCSS: false,
  extensions: [...vocabulary(library, figures), ...references(library), citation(library), Ours],
  editorProps: {
    attributes: { "aria-label": field.getAttribute("aria-label"), role: "textbox", "aria-multiline": "true", lang: "id", spellcheck: "true" },
    // Before the library reads the clipboard itself.
    handleDOMEvents: { paste: (view, event) => pasting.paste(view, event) },
    handleDrop: (view, event, slice, moved) => pasting.drop(view, event, moved),
  },
  onUpdate: () => { field.value = written(editor); count(); showWithoutAlt(); autosave.changed(); form.dispatchEvent(new Event("text-changed")); },
  onSelectionUpdate: () => count(),
  onTransaction: () => toolbar?.show(),
});
figures.editor = pasting.editor = editor;
tables = pasting.tables = tablesOf(editor, library);
find = new FindPanel(editor, sought, wordsOfWriting);
form.querySelector(".writing").classList.add("ready");
toolbar = startToolbar(editor, { tables, figures, find });

const autosave = new Autosave({
  form, words, journal: form.dataset.journal,
  read: () => field.value,
  fill: (body, html) => body.append("html", html),
  put: takeIn,
  lines: (html) => [...new DOMParser().parseFromString(html, "text/html").body.querySelectorAll("p, h3, h4, li, tr")]
    .filter((block) => !block.querySelector("p, li, tr") && !block.closest("td, th")).map((block) => block.innerText ?? block.textContent),
});
autosave.offerJournal();

// Another text in the place of this one: only what differs is replaced, so that the cursor stays where it is.
function takeIn(html) {
  const { doc, tr } = editor.state;
  const next = library.createDocument(html, editor.schema);
  const start = doc.content.findDiffStart(next.content);
  if (start === null) return;
  const end = doc.content.findDiffEnd(next.content);
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  editor.view.dispatch(tr.replace(start, end.a + overlap, next.slice(start, end.b + overlap)));
}

// The words of the text, or those of the selection out of them.
function count() {
  const wordsIn = (text) => (text.match(/[\p{L}\p{N}]+/gu) || []).length;
  const { from, to } = editor.state.selection;
  const all = wordsIn(editor.getText()).toLocaleString("id-ID");
  const chosen = from < to ? wordsIn(editor.state.doc.textBetween(from, to, " ", " ")) : 0;
  const said = chosen ? wordsOfWriting.chosen.replace("{n}", chosen.toLocaleString("id-ID")).replace("{all}", all) : `${all} ${words.words}`;
  document.getElementById("word-count").textContent = said;
}

// Pictures without words for those who cannot see them keep the text from being submitted: here is the way to them.
function showWithoutAlt() {
  const n = figures.withoutAlt().length;
  const box = document.getElementById("without-alt");
  box.hidden = !n;
  box.querySelector("span").textContent = wordsOfWriting.without.replace("{n}", n.toLocaleString("id-ID"));
}
document.querySelector("#without-alt button").addEventListener("click", () => figures.showNext());
document.getElementById("paper").addEventListener("dblclick", (event) => { if (event.target.closest("[data-footnote]")) toolbar.commands.footnote(); });
showWithoutAlt();
const followHash = () => { if (location.hash === "#gambar") figures.showNext(); };
window.addEventListener("hashchange", followHash);
followHash();
takeOver(editor, autosave);
