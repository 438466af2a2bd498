// Pasting and dropping: what came is read (paste/), put in as one step, its pictures sent, and its losses named.
import { fromClipboard } from "masterplan/paste";

export class Pasting {
  constructor({ library, figures, words }) {
    Object.assign(this, { library, figures, words, editor: null, tables: null });
    this.notes = document.getElementById("paste-notes");
    this.notes.querySelector("button").addEventListener("click", () => { this.notes.hidden = true; this.editor.commands.focus(); });
  }

  // True if the paste was taken; the library then leaves it alone.
  paste(view, event) {
    if (!event.clipboardData) return false;
    const found = fromClipboard(event.clipboardData);
    if (!found) return false;
    event.preventDefault();
    if (found.onlyFiles) {
      this.figures.insert(found.files.values());
      return true;
    }
    const keys = this.figures.send([...found.files.values()]);
    const inText = new Map([...found.files.keys()].map((name, n) => [name, keys[n]]));
    const html = found.html.replace(/data-pending="(\w+)"/g, (_, name) => `data-pending="${inText.get(name)}"`);
    this.put(view, event, html);
    this.name(found.losses);
    return true;
  }

  put(view, event, html) {
    if (!html) return;
    view.dispatch(this.library.pm.history.closeHistory(view.state.tr)); // what was typed before is undone on its own
    view.pasteHTML(this.tables.leaveFor(html), event);
    view.dispatch(this.library.pm.history.closeHistory(view.state.tr));
  }

  drop(view, event, moved) {
    const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (moved || !files.length) return false;
    event.preventDefault();
    const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.to;
    const inside = view.state.doc.resolve(place);
    this.figures.insert(files, inside.depth ? inside.after(1) : place);
    return true;
  }

  // The list of losses, spoken by screen readers; without any it goes away.
  name(losses) {
    const said = losses.sentences(this.words);
    const list = this.notes.querySelector("ul");
    list.replaceChildren(...said.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    this.notes.hidden = !said.length;
  }
}
