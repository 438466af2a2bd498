// Pictures: chosen, dropped, pasted or taken with the phone's camera; shown at once, sent to the server with its progress
// in sight, described for those who cannot see them.

export class Figures {
  // ask(id, fill) opens a dialog; `words` are the sentences for people.
  constructor({ form, words, ask }) {
    Object.assign(this, { form, words, ask, editor: null });
    this.uploads = new Map(); // key: {file, url, share, error, src}
    this.drawers = new Map(); // key: functions that draw the picture's state anew
    this.count = 0;
  }

  // Takes files in and sends them; gives their keys.
  send(files) {
    return files.map((file) => {
      const key = `g${Date.now().toString(36)}${this.count++}`;
      this.uploads.set(key, { file, url: URL.createObjectURL(file), share: 0, error: null, src: null });
      this.start(key);
      return key;
    });
  }

  // Puts pictures into the text with an empty title and a source line each.
  insert(files, at = null) {
    const keys = this.send([...files]);
    const content = keys.flatMap((pending) => [
      { type: "picture", attrs: { pending } }, { type: "caption" }, { type: "source", content: [{ type: "text", text: "Sumber: " }] },
    ]);
    const where = at ?? this.editor.state.selection.to;
    this.editor.chain().focus().insertContentAt(where, [...content, { type: "paragraph" }]).run();
  }

  start(key) {
    const upload = this.uploads.get(key);
    upload.error = null;
    const request = new XMLHttpRequest(); // fetch tells nothing of its progress
    request.open("POST", this.form.dataset.pictureUrl);
    request.setRequestHeader("X-CSRFToken", document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? this.form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => { upload.share = event.loaded / (event.total || 1); this.draw(key); };
    request.onload = () => {
      if (request.status === 200) return this.settle(key, request.response.src);
      this.fail(key, request.response?.error ?? this.words.login);
    };
    request.onerror = () => this.fail(key, this.words.offline);
    const body = new FormData();
    body.append("picture", upload.file, upload.file.name || "gambar");
    request.send(body);
  }

  fail(key, text) {
    this.uploads.get(key).error = text;
    this.draw(key);
  }

  // The address of a picture that arrived goes into the text; to undo a paste must not take it out again.
  settle(key, src) {
    this.uploads.get(key).src = src;
    const { tr } = this.editor.state;
    this.editor.state.doc.descendants((node, at) => {
      if (node.attrs.pending === key) tr.setNodeMarkup(at, null, { ...node.attrs, src, pending: null });
    });
    if (tr.docChanged) this.editor.view.dispatch(tr.setMeta("addToHistory", false));
  }

  draw(key) { this.drawers.get(key)?.forEach((draw) => draw()); }

  // How a picture looks in the editor.
  view(node, getPos) {
    let shown = node;
    const dom = element("div", "picture");
    const image = dom.appendChild(element("img"));
    const state = dom.appendChild(element("div", "picture-state"));
    const draw = () => {
      const upload = this.uploads.get(shown.attrs.pending);
      dom.classList.toggle("full-bleed", shown.attrs.class === "full-bleed");
      image.src = shown.attrs.src ?? upload?.url ?? "";
      image.alt = shown.attrs.alt;
      state.replaceChildren();
      if (!shown.attrs.src) state.append(...this.progress(shown.attrs.pending, upload));
      else if (!shown.attrs.alt) state.append(this.button(this.words.writeAlt, () => this.describe(getPos())));
    };
    const key = node.attrs.pending;
    if (key) {
      this.drawers.set(key, [...(this.drawers.get(key) ?? []), draw]);
      const src = this.uploads.get(key)?.src; // it came back by redo
      if (src) setTimeout(() => this.settle(key, src));
    }
    draw();
    image.addEventListener("dblclick", () => this.describe(getPos()));
    return {
      dom,
      update: (next) => { if (next.type !== shown.type) return false; shown = next; draw(); return true; },
      stopEvent: (event) => Boolean(event.target.closest("button")),
      ignoreMutation: () => true,
      destroy: () => this.drawers.set(key, (this.drawers.get(key) ?? []).filter((other) => other !== draw)),
    };
  }

  progress(key, upload) {
    if (!upload) return [element("span", "", this.words.lost)];
    if (upload.error) return [element("span", "text-danger", upload.error), this.button(this.words.again, () => { this.start(key); this.draw(key); })];
    const bar = element("progress");
    [bar.max, bar.value] = [1, upload.share];
    bar.setAttribute("aria-label", this.words.uploading);
    return [bar, element("span", "", this.words.uploading)];
  }

  button(text, act) {
    const button = element("button", "btn btn-secondary btn-sm", text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  // Asks for the words that stand for the picture at that place.
  async describe(at) {
    const node = this.editor.state.doc.nodeAt(at);
    if (node?.type.name !== "picture") return;
    const field = document.getElementById("alt-text");
    const image = document.getElementById("alt-image");
    const said = await this.ask("dialog-alt", () => {
      field.value = node.attrs.alt;
      image.src = node.attrs.src ?? this.uploads.get(node.attrs.pending)?.url ?? "";
    });
    if (said) {
      const now = this.editor.state.doc.nodeAt(at);
      if (now?.type.name === "picture") this.editor.view.dispatch(this.editor.state.tr.setNodeAttribute(at, "alt", field.value.trim()));
    }
    this.editor.commands.focus();
  }

  // The places of the pictures without such words.
  withoutAlt() {
    const places = [];
    this.editor.state.doc.descendants((node, at) => { if (node.type.name === "picture" && !node.attrs.alt.trim()) places.push(at); });
    return places;
  }

  // Goes to the next picture without words, from the cursor on, and asks for them.
  showNext() {
    const places = this.withoutAlt();
    const at = places.find((place) => place >= this.editor.state.selection.from) ?? places[0];
    if (at === undefined) return;
    this.editor.chain().setNodeSelection(at).scrollIntoView().run();
    this.describe(at);
  }
}

function element(tag, name = "", text = "") {
  return Object.assign(document.createElement(tag), { className: name, textContent: text });
}
