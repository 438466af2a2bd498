// Tables: what the tool bar and the keyboard do with them beyond the library's own commands.
import { writeCaptionAfter } from "masterplan/writing/vocabulary";

const NARROWEST = 40, WIDEST = 1200, STEP = 20; // pixels of the editor's paper

export function tables(editor, library) {
  const { TableMap, selectedRect, isInTable } = library.pm.tables;

  // One transaction over the cells of the columns that are selected, or of the whole table.
  function change(attributesOf, { all = false } = {}) {
    if (!isInTable(editor.state)) return false;
    const rect = selectedRect(editor.state);
    const { tr } = editor.state;
    const seen = new Set();
    for (let column = all ? 0 : rect.left; column < (all ? rect.map.width : rect.right); column++) {
      for (let row = 0; row < rect.map.height; row++) {
        const at = rect.map.map[row * rect.map.width + column];
        const cell = rect.table.nodeAt(at);
        if (seen.has(`${at}:${column}`)) continue;
        seen.add(`${at}:${column}`);
        const present = tr.doc.nodeAt(rect.tableStart + at).attrs;
        tr.setNodeMarkup(rect.tableStart + at, null, { ...present, ...attributesOf(present, column - rect.map.colCount(at), cell) });
      }
    }
    editor.view.dispatch(tr);
    editor.commands.focus();
    return true;
  }

  function presentWidth() {
    const rect = selectedRect(editor.state);
    const at = rect.map.map[rect.top * rect.map.width + rect.left];
    const cell = rect.table.nodeAt(at);
    return cell.attrs.colwidth?.[0] || Math.round(editor.view.nodeDOM(rect.tableStart + at).offsetWidth / cell.attrs.colspan);
  }

  function widen(by) {
    if (!isInTable(editor.state)) return false;
    const width = Math.min(Math.max(presentWidth() + by, NARROWEST), WIDEST);
    return change((present, nth) => {
      const widths = present.colwidth ? [...present.colwidth] : new Array(present.colspan).fill(0);
      widths[nth] = width;
      return { colwidth: widths };
    });
  }

  return {
    insert() {
      const at = editor.state.selection.from;
      const cell = (type) => ({ type, content: [{ type: "paragraph" }] });
      const row = (type) => ({ type: "tableRow", content: [cell(type), cell(type), cell(type)] });
      editor.chain().focus().insertContent([
        { type: "caption" },
        { type: "table", content: [row("tableHeader"), row("tableCell"), row("tableCell")] },
        { type: "source", content: [{ type: "text", text: "Sumber: " }] },
      ]).run();
      writeCaptionAfter(editor, at);
    },

    // Numbers are aligned by column, head and all.
    toggleNumber() {
      const isNumber = editor.isActive("tableCell", { class: "number" }) || editor.isActive("tableHeader", { class: "number" });
      return change(() => ({ class: isNumber ? null : "number" }));
    },

    wider: () => widen(STEP),
    narrower: () => widen(-STEP),
    evenWidth: () => change(() => ({ colwidth: null }), { all: true }),

    // Where a table may be pasted: not into a cell, unless its cells are meant.
    leaveFor(html) {
      if (!isInTable(editor.state) || !/<table/.test(html)) return html;
      const page = new DOMParser().parseFromString(html, "text/html");
      const found = page.querySelectorAll("table");
      const others = [...page.body.children].filter((e) => e.tagName !== "TABLE" && !/^(caption|source)$/.test(e.className));
      if (found.length === 1 && !others.length) return found[0].outerHTML;
      const { tableStart, table } = selectedRect(editor.state);
      editor.commands.setTextSelection(tableStart + table.nodeSize - 1);
      return html;
    },
    TableMap,
  };
}
