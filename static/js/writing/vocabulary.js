// The vocabulary of a text (pillars/cleaning.py): captions, source lines, pictures, footnotes and number cells beside what
// the library has.

const isOwn = 'img[src^="/gambar/"]';

export function vocabulary(library, figures) {
  const { Node, mergeAttributes } = library;

  const lineOf = (name) => Node.create({
    name, group: "block", content: "inline*", defining: true, priority: 1000,
    parseHTML: () => [{ tag: `p.${name}`, priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["p", mergeAttributes(HTMLAttributes, { class: name }), 0],
    addKeyboardShortcuts() {
      // Enter after a caption or a source line goes on with running text.
      return { Enter: () => this.editor.isActive(name) && this.editor.chain().splitBlock().setNode("paragraph").run() };
    },
  });

  const Picture = Node.create({
    name: "picture", group: "block", atom: true, draggable: true,
    addAttributes: () => ({
      src: { default: null }, alt: { default: "" },
      class: { default: null, parseHTML: (e) => (e.classList.contains("full-bleed") ? "full-bleed" : null) },
      // The key of a file on its way to the server; never stored.
      pending: { default: null, parseHTML: (e) => e.dataset.pending ?? null, renderHTML: (a) => (a.pending ? { "data-pending": a.pending } : {}) },
    }),
    parseHTML: () => [{ tag: isOwn }, { tag: "img[data-pending]" }],
    renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
    addNodeView: () => ({ node, getPos }) => figures.view(node, getPos),
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

  return [
    library.Document, library.Paragraph, library.Text, library.HardBreak, library.History, library.Gapcursor, library.Dropcursor,
    library.Heading.configure({ levels: [3, 4] }), library.BulletList, library.OrderedList, library.ListItem, library.Blockquote,
    library.Bold, library.Italic, library.Underline, library.Subscript, library.Superscript,
    library.Link.configure({ openOnClick: false, enableTarget: false, protocols: ["http", "https", "mailto"] }),
    library.Table.configure({ resizable: true, cellMinWidth: 40 }), library.TableRow,
    library.TableHeader.extend(numberCell), library.TableCell.extend(numberCell),
    lineOf("caption"), lineOf("source"), Picture, Footnote,
  ];
}

// The text as it is stored: without the pictures that are still on their way.
export function written(editor) {
  return editor.getHTML().replace(/<img[^>]*\sdata-pending="[^>]*>/g, "");
}

// The title comes first: the cursor goes to the empty caption of what was just put in.
export function writeCaptionAfter(editor, at) {
  let caption = null;
  editor.state.doc.descendants((node, position) => {
    if (caption === null && position >= at - 1 && node.type.name === "caption" && !node.content.size) caption = position + 1;
  });
  if (caption !== null) editor.chain().focus().setTextSelection(caption).run();
}
