// Dialogs: each opens, is filled, and answers whether it was confirmed.

export function ask(id, fill = () => {}) {
  const dialog = document.getElementById(id);
  fill();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "ok"), { once: true }));
}

export async function askFootnote(editor) {
  const text = document.getElementById("footnote-text");
  const present = editor.isActive("footnote") ? editor.getAttributes("footnote").text : "";
  if (!(await ask("dialog-footnote", () => { text.value = present; })) || !text.value.trim()) return editor.commands.focus();
  editor.chain().focus().insertContent({ type: "footnote", attrs: { text: text.value.trim() } }).run();
}

export async function askLink(editor) {
  const href = document.getElementById("link-href");
  if (!(await ask("dialog-link", () => { href.value = editor.getAttributes("link").href || ""; }))) return editor.commands.focus();
  const to = href.value.trim();
  if (!to) editor.chain().focus().extendMarkRange("link").unsetLink().run();
  else if (/^(https?:\/\/|mailto:)/i.test(to)) editor.chain().focus().extendMarkRange("link").setLink({ href: to }).run();
}

// The picture of the tool bar: one with its words, or several at once.
export async function askPicture(editor, figures) {
  const inputs = ["picture-file", "picture-camera"].map((id) => document.getElementById(id));
  const field = (id) => document.getElementById(id);
  const one = document.getElementById("picture-words");
  const chosen = () => inputs.flatMap((input) => [...input.files]);
  [...inputs, ...["picture-alt", "picture-caption", "picture-source"].map(field)].forEach((input) => { input.value = ""; });
  one.hidden = false;
  inputs.forEach((input) => { input.onchange = () => { one.hidden = chosen().length > 1; }; });
  const error = field("picture-error");
  error.hidden = true;
  field("picture-ok").onclick = (event) => {
    error.hidden = chosen().length > 0;
    if (!chosen().length) event.preventDefault();
  };
  if (!(await ask("dialog-picture"))) return editor.commands.focus();
  if (chosen().length > 1) return figures.insert(chosen());
  const words = (id) => field(id).value.trim();
  const [pending] = figures.send(chosen());
  const source = words("picture-source").replace(/^sumber:\s*/i, "");
  editor.chain().focus().insertContent([
    { type: "picture", attrs: { pending, alt: words("picture-alt") } },
    { type: "caption", content: words("picture-caption") ? [{ type: "text", text: words("picture-caption") }] : [] },
    { type: "source", content: [{ type: "text", text: `Sumber: ${source}` }] },
    { type: "paragraph" },
  ]).run();
}
