// Typing before the editor is there. The text comes with the page; on a slow line the editor's library takes seconds more.
// Until then the text can be written in as it stands; the editor takes over what was written, where the cursor was, and
// pastes what was pasted. If the library never comes, the plain form still saves.
import { forget, remember } from "masterplan/journal";

const form = document.getElementById("narrative");
const field = document.getElementById("html");
const paper = document.getElementById("paper");
const page = paper.querySelector(".first-words");
const pasted = []; // DataTransfer objects that wait for the editor, which cleans what Word makes
const { writer } = document.getElementById("words-of-safety").dataset;
const key = `${form.dataset.journal}:${writer}#first-${Date.now()}`;
let touched = false;

const write = () => {
  touched = true;
  field.value = page.innerHTML;
  document.getElementById("save-plain").hidden = false;
  // Offered again by the autosave if the page is left before the editor comes.
  remember(key, { text: field.value, based_on: Number(form.elements.based_on.value), at: Date.now() });
};

const take = (event) => {
  event.preventDefault();
  const copy = new DataTransfer();
  for (const type of ["text/html", "text/plain"]) {
    if (event.clipboardData.getData(type)) copy.setData(type, event.clipboardData.getData(type));
  }
  [...event.clipboardData.files].forEach((file) => copy.items.add(file));
  pasted.push(copy);
  page.classList.add("waiting");
};

if (page) {
  page.contentEditable = "true";
  page.addEventListener("input", write);
  page.addEventListener("paste", take);
  page.addEventListener("drop", (event) => event.preventDefault());
}

// Where the cursor stands, as a number of characters from the beginning; null when it is elsewhere.
function cursor() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || !page?.contains(chosen.anchorNode)) return null;
  const before = document.createRange();
  before.setStart(page, 0);
  before.setEnd(chosen.anchorNode, chosen.anchorOffset);
  return before.toString().length;
}

function positionOf(doc, characters) {
  let left = characters, found = doc.content.size;
  doc.descendants((node, at) => {
    if (left < 0 || !node.isText) return left >= 0;
    if (left <= node.text.length) found = at + left;
    left -= left <= node.text.length ? left + 1 : node.text.length;
    return false;
  });
  return found;
}

// Called by the editor right before it begins, in an empty paper; what it gives back is called when it stands.
export function handOver() {
  const at = cursor();
  page?.remove();
  document.getElementById("save-plain").hidden = true;
  return (editor, autosave) => {
    if (touched) {
      forget(key); // the autosave keeps it from here on
      autosave.saved = field.defaultValue; // what the server has
      autosave.changed();
    }
    if (at !== null) editor.chain().setTextSelection(positionOf(editor.state.doc, at)).focus().run();
    for (const data of pasted) {
      editor.view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }
  };
}
