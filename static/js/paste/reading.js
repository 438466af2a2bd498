// A pasted page, read from top to bottom, as blocks of our vocabulary (pillars/cleaning.py). Nothing of its look remains;
// what has no place in the vocabulary is counted in `losses`.
import { emphasis, isColour } from "masterplan/paste/styles";
import { symbol } from "masterplan/paste/office";

const MARKS = { B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", DFN: "em", VAR: "em", U: "u", INS: null, SUB: "sub", SUP: "sup" };
const ORDER = ["a", "strong", "em", "u", "sub", "sup"]; // from outside to inside
const LOST = { VIDEO: "videos", AUDIO: "videos", IFRAME: "embedded", OBJECT: "embedded", EMBED: "embedded", SVG: "drawings", CANVAS: "drawings",
  INPUT: "forms", SELECT: "forms", TEXTAREA: "forms", BUTTON: "forms", PROGRESS: "forms", METER: "forms" };
const BLOCKS = /^(P|DIV|SECTION|ARTICLE|MAIN|HEADER|FOOTER|ASIDE|NAV|ADDRESS|FIGURE|FORM|FIELDSET|LEGEND|CENTER|DETAILS|SUMMARY|DL|DT|DD|PRE|HGROUP|BODY|CAPTION|FIGCAPTION|LI|TR|TD|TH|TBODY|H[1-6])$/;
const LABEL = /^\s*(Tabel|Gambar|Grafik|Bagan|Diagram|Peta|Table|Figure)\s*(?:[\dIVXL]+(?:[.\-–][\dIVXL]+)*[.:]?\s+|:\s*)(?=\S)/;
const SOURCE = /^\s*(Sumber|Source)\s*:/i;
const NUMBERED = /^\s*(?:\d+\.)+\d+\.?\s+(?=\S)/;
const OWN = { SPAN: ["footnote", "value", "ref"], CITE: ["regulation"] }; // marks of ours, copied from a page of the app
const SPACES = /[ \t\n\r\u00a0]+/g;

export class Reader {
  // takePicture(img) gives the picture's place in the paste (a key), its address if it is one of ours, or null; isSheet
  // tells that the page came from a spreadsheet.
  constructor(page, styles, losses, { takePicture, isSheet }) {
    Object.assign(this, { page, losses, takePicture, isSheet, styleOf: (e) => styles.get(e) ?? {} });
    this.top = Math.min(...[...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((h) => Number(h.tagName[1])), 9);
    if (page.querySelector(".MsoTitle")) this.top = 1;
  }

  read() {
    const blocks = this.blocks(this.page.body, {});
    return settle(blocks);
  }

  // The blocks inside an element. `where` tells what may stand there: {cell}, {item}, {quote}; `marks` what is around it.
  blocks(element, where, marks = {}) {
    const out = [];
    let line = null;
    const end = () => {
      if (line && hasWords(line)) out.push(trimmed(line));
      line = null;
    };
    const walk = (node, marks) => {
      if (node.nodeType === Node.TEXT_NODE) {
        line ??= this.make("p");
        this.text(line, node, marks);
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) return;
      const tag = node.tagName.toUpperCase();
      if (tag === "BR") { if (line) line.append(this.make("br")); return; }
      if (tag === "IMG") {
        const picture = this.picture(node);
        if (picture) { end(); out.push(picture); }
        return;
      }
      const own = OWN[tag]?.find((name) => node.dataset[name]);
      if (own) {
        line ??= this.make("p");
        const mark = this.make(tag);
        mark.dataset[own] = node.dataset[own];
        if (own !== "footnote") mark.textContent = node.textContent;
        line.append(mark);
        return;
      }
      if (tag === "MATH" || tag === "M:OMATH") {
        this.losses.add("formulas");
        const text = (node.getAttribute("alttext") || node.textContent).replace(SPACES, " ").trim();
        line ??= this.make("p");
        line.append(text);
        return;
      }
      if (LOST[tag]) {
        if (tag !== "INPUT" || node.type !== "hidden") this.losses.add(LOST[tag]);
        return;
      }
      if (tag === "TABLE") {
        end();
        out.push(...this.table(node, where));
        return;
      }
      if (tag === "UL" || tag === "OL") {
        end();
        const list = this.list(node, where);
        if (list) out.push(list);
        return;
      }
      if (tag === "BLOCKQUOTE" && !where.cell && !where.item && !where.quote) {
        end();
        const quote = this.make("blockquote");
        quote.append(...this.blocks(node, { ...where, quote: true }, marks));
        if (quote.childNodes.length) out.push(quote);
        return;
      }
      if (this.isBlock(node, tag)) {
        end();
        out.push(...this.block(node, tag, where, this.marksOf(node, tag, marks)));
        return;
      }
      const inner = this.marksOf(node, tag, marks);
      node.childNodes.forEach((child) => walk(child, inner));
    };
    element.childNodes.forEach((child) => walk(child, marks));
    end();
    return out;
  }

  isBlock(node, tag) {
    return BLOCKS.test(tag) || /^(block|list-item|table-row)$/.test(this.styleOf(node).display ?? "");
  }

  // One block element: a heading, a caption, a source line, or paragraphs.
  block(node, tag, where, marks) {
    const style = this.styleOf(node);
    const level = /^H[1-6]$/.test(tag) ? Number(tag[1]) : /\bMsoTitle\b/.test(node.className) ? 1 : 0;
    if (level && !where.cell && !where.item && !where.quote) return this.heading(node, level, where);
    const bold = level || tag === "DT" ? { ...marks, strong: true } : marks;
    const found = tag === "PRE" || /^pre/.test(style["white-space"] ?? "") ? this.lines(node, bold) : this.blocks(node, where, bold);
    const named = tag === "FIGCAPTION" || tag === "CAPTION" || /\bMsoCaption\b|(^|\s)caption\b/i.test(node.className);
    if (named) found.filter((b) => b.tagName === "P").forEach((b) => { if (!SOURCE.test(b.textContent)) b.className = "caption"; });
    return found;
  }

  // Headings keep their order, not their size: the highest of the paste is our 1.1.1, all below are 1.1.1.1.
  heading(node, level, where) {
    const found = this.blocks(node, { ...where, heading: true });
    return found.map((block) => {
      if (block.tagName !== "P") return block;
      const heading = this.make(level <= this.top && this.top < 4 ? "h3" : "h4");
      heading.append(...block.childNodes);
      heading.querySelectorAll("strong, u").forEach((mark) => mark.replaceWith(...mark.childNodes));
      heading.querySelectorAll("br").forEach((br) => br.replaceWith(" "));
      heading.normalize();
      const first = heading.firstChild;
      if (first?.nodeType === Node.TEXT_NODE && NUMBERED.test(first.data)) {
        first.data = first.data.replace(NUMBERED, "");
        this.losses.add("numbers");
      }
      return heading;
    });
  }

  lines(node, marks) {
    const line = this.make("p");
    node.textContent.replace(/\n+$/, "").split("\n").forEach((text, at) => {
      if (at) line.append(this.make("br"));
      line.append(this.marked(text, marks));
    });
    return hasWords(line) ? [line] : [];
  }

  // Text within a line.

  text(line, node, marks) {
    const around = node.parentElement;
    const style = this.styleOf(around);
    let text = symbol(node.data, style).replace(/[\u00ad\u200b\ufeff]/g, "").replace(SPACES, " ");
    const isNew = !line.childNodes.length || line.lastChild.nodeName === "BR";
    if (isNew || / $/.test(line.textContent)) text = text.trimStart();
    if (text) line.append(this.marked(text, marks));
  }

  marked(text, marks) {
    let node = this.page.createTextNode(text);
    for (const name of [...ORDER].reverse()) {
      if (!marks[name] || (name === "u" && marks.a)) continue;
      const around = this.make(name);
      if (name === "a") around.setAttribute("href", marks.a);
      around.append(node);
      node = around;
    }
    return node;
  }

  marksOf(node, tag, marks) {
    const inner = { ...marks };
    if (MARKS[tag]) inner[MARKS[tag]] = true;
    if (inner.sub && inner.sup) inner[tag === "SUB" ? "sup" : "sub"] = false;
    const style = this.styleOf(node);
    Object.assign(inner, emphasis(style));
    if (/line-through/.test(style["text-decoration"] ?? style["text-decoration-line"] ?? "") || tag === "S" || tag === "STRIKE") {
      if (node.textContent.trim()) this.losses.add("strikes");
    }
    if (node.textContent.trim() && tag !== "A" && !inner.a && tag !== "BODY") {
      if (style["mso-highlight"] || tag === "MARK" || isColour(style["background-color"] ?? style.background)) this.losses.add("highlights");
      else if (isColour(style.color) && !node.querySelector("a")) this.losses.add("colours");
    }
    if (tag === "A") {
      const href = (node.getAttribute("href") ?? "").trim();
      if (/^(https?:\/\/|mailto:)/i.test(href)) inner.a = href;
      else if (/^(file:|[a-z]:\\|\\\\)/i.test(href) && !/^file:[^#]*#/i.test(href)) this.losses.add("filelinks");
      else if (/#/.test(href) && !/_Toc|_Ref/.test(href) && node.textContent.trim()) this.losses.add("innerlinks");
      else if (/^(javascript|data|vbscript):/i.test(href)) this.losses.add("scripts");
    }
    return inner;
  }

  // Lists, pictures, tables.

  list(node, where) {
    const list = this.make(node.tagName === "OL" && !/disc|circle|square/.test(this.styleOf(node)["list-style-type"] ?? "") ? "ol" : "ul");
    const start = Number(node.getAttribute("start"));
    if (list.tagName === "OL" && start > 1) list.setAttribute("start", start);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && !child.data.trim()) continue;
      if (child.nodeType !== Node.ELEMENT_NODE && child.nodeType !== Node.TEXT_NODE) continue;
      const holder = child.nodeName === "LI" ? child : this.make("li");
      if (holder !== child) holder.append(child.cloneNode(true));
      const found = this.blocks(holder, { ...where, item: true }, holder === child ? this.marksOf(child, "LI", {}) : {});
      if (!found.length) continue;
      const item = this.make("li");
      if (found[0].tagName !== "P") item.append(this.make("p"));
      item.append(...found);
      // An item that only carries a list goes on in the item before it.
      if (item.firstChild.tagName === "P" && !hasWords(item.firstChild) && list.lastElementChild && /^[UO]L$/.test(found[0].tagName)) list.lastElementChild.append(...found);
      else list.append(item);
    }
    return list.childElementCount ? list : null;
  }

  picture(node) {
    const [width, height] = ["width", "height"].map((name) => Number.parseFloat(node.getAttribute(name) ?? ""));
    if (width <= 2 || height <= 2) return null; // counts readers, shows nothing
    const taken = this.takePicture(node);
    if (!taken) return null;
    const picture = this.make("img");
    picture.setAttribute("alt", (node.getAttribute("alt") ?? "").replace(/\s*\n+[\s\S]*(automatically generated|otomatis)[\s\S]*$/i, "").replace(SPACES, " ").trim().slice(0, 300));
    if (taken.src) picture.setAttribute("src", taken.src);
    else picture.dataset.pending = taken.key;
    return picture;
  }

  // A table of data keeps its cells; one that only arranges a page is taken apart, one within a cell becomes lines.
  table(node, where) {
    const rows = [...node.querySelectorAll("tr")].filter((row) => row.closest("table") === node && this.styleOf(row).display !== "none");
    const cellsOf = (row) => [...row.children].filter((cell) => /^T[DH]$/.test(cell.tagName));
    const nested = node.querySelector("table");
    const widest = Math.max(0, ...rows.map((row) => cellsOf(row).length));
    const arranges = node.getAttribute("role") === "presentation" || widest <= 1 && (rows.length <= 1 || nested) || (nested && (rows.length <= 1 || widest <= 1));
    if (where.cell || arranges) {
      if (where.cell && !arranges) this.losses.add("nested");
      return [...node.children].flatMap((part) => part.tagName === "CAPTION" ? this.block(part, "CAPTION", where, {}) : []).concat(
        rows.flatMap((row) => arranges ? cellsOf(row).flatMap((cell) => this.blocks(cell, where)) : this.oneLine(cellsOf(row))));
    }
    const table = this.make("table");
    const [head, body] = [this.make("thead"), this.make("tbody")];
    const copied = rows.filter((row) => cellsOf(row).length).map((row) => ({ row, copy: this.make("tr"), cells: cellsOf(row) }));
    for (const { row, copy, cells } of copied) {
      for (const cell of cells) copy.append(this.cell(cell, row));
      copy.isHead = row.parentElement.tagName === "THEAD" || [...copy.cells].every((c) => c.tagName === "TH");
    }
    const copies = copied.map(({ copy }) => copy);
    if (this.isSheet && copies.some(hasWords)) dropEmptyEdges(copies);
    const kept = copies.filter((row) => row.cells.length);
    if (!kept.length || (!kept.some(hasWords) && node.querySelector("img"))) return []; // it held drawings in their places
    let heads = kept.findIndex((row) => !row.isHead);
    if (heads === 0) heads = boldRows(kept);
    if (heads < 0 || heads >= kept.length) heads = kept.length > 1 ? 1 : 0;
    kept.forEach((row, at) => {
      [...row.cells].forEach((cell) => { if (at < heads) headCell(cell, this.page); });
      (at < heads ? head : body).append(row);
    });
    for (const row of table.rows) [...row.cells].forEach((cell) => { delete cell.isBold; });
    if (head.rows.length) table.append(head);
    if (body.rows.length) table.append(body);
    const caption = [...node.children].find((part) => part.tagName === "CAPTION");
    const titles = caption ? this.block(caption, "CAPTION", {}, {}) : [];
    return [...titles, table];
  }

  cell(node, row) {
    const cell = this.make(node.tagName === "TH" ? "th" : "td");
    for (const name of ["colspan", "rowspan"]) {
      const span = Math.min(Number.parseInt(node.getAttribute(name), 10) || 1, 60);
      if (span > 1) cell.setAttribute(name, span);
    }
    const marks = node.tagName === "TH" ? {} : { ...this.marksOf(row, "TR", {}), ...emphasis(this.styleOf(node)) };
    const found = this.blocks(node, { cell: true }, marks.strong ? { strong: true } : {});
    cell.append(...(found.length ? found : [this.make("p")]));
    const words = cell.textContent.trim();
    if (/^[-–−(]?(Rp\.?\s?)?\d[\d.,\s]*%?\)?$/.test(words) && (node.hasAttribute("x:num") || node.align === "right" || this.styleOf(node)["text-align"] === "right"
      || /right|end/.test(this.styleOf(node.querySelector("p") ?? node)["text-align"] ?? ""))) cell.className = "number";
    return cell;
  }

  // A row of a table within a table: its cells one after the other.
  oneLine(cells) {
    const line = this.make("p");
    for (const cell of cells) {
      const found = this.blocks(cell, { cell: true, item: true });
      found.forEach((block, at) => {
        if (line.childNodes.length) line.append(at ? " " : " · ");
        line.append(...(block.tagName === "P" ? block.childNodes : [block.textContent]));
      });
    }
    return hasWords(line) ? [line] : [];
  }

  make(tag) { return this.page.createElement(tag); }
}

function hasWords(element) {
  return /[^\s\u00a0]/.test(element.textContent) || Boolean(element.querySelector("[data-footnote], img"));
}

function trimmed(line) {
  while (line.lastChild?.nodeName === "BR" || (line.lastChild?.nodeType === Node.TEXT_NODE && !line.lastChild.data.trim())) line.lastChild.remove();
  while (line.firstChild?.nodeName === "BR" || (line.firstChild?.nodeType === Node.TEXT_NODE && !line.firstChild.data.trim())) line.firstChild.remove();
  if (line.firstChild?.nodeType === Node.TEXT_NODE) line.firstChild.data = line.firstChild.data.trimStart();
  if (line.lastChild?.nodeType === Node.TEXT_NODE) line.lastChild.data = line.lastChild.data.trimEnd();
  line.normalize();
  // Neighbours with the same mark are one: Word cuts a bold word into many.
  for (const mark of [...line.querySelectorAll("strong, em, u, sub, sup, a")]) {
    const before = mark.previousSibling;
    if (before?.nodeName === mark.nodeName && before.getAttribute("href") === mark.getAttribute("href")) {
      before.append(...mark.childNodes);
      mark.remove();
      before.normalize();
    }
  }
  return line;
}

// Rows at the beginning whose words are all bold are the head, unless everything is.
function boldRows(rows) {
  const isBold = (row) => [...row.cells].some(hasWords) && [...row.cells].filter(hasWords).every((cell) =>
    [...cell.querySelectorAll("p")].filter(hasWords).every((p) => [...p.childNodes].every((n) => n.nodeName === "STRONG" || !n.textContent.trim())));
  const plain = rows.findIndex((row) => !isBold(row));
  return plain < 0 || plain > 3 ? 0 : plain;
}

function headCell(cell, page) {
  cell.querySelectorAll("strong").forEach((mark) => mark.replaceWith(...mark.childNodes));
  if (cell.tagName === "TH") return;
  const head = page.createElement("th");
  [...cell.attributes].forEach((a) => head.setAttribute(a.name, a.value));
  head.append(...cell.childNodes);
  cell.replaceWith(head);
}

// Excel copies the empty rows and columns around what was meant.
function dropEmptyEdges(rows) {
  while (rows.length && !hasWords(rows.at(-1)) && !rows.some((row) => [...row.cells].some((c) => c.rowSpan > 1))) rows.pop().replaceChildren();
  if (rows.some((row) => [...row.cells].some((c) => c.colSpan > 1 || c.rowSpan > 1))) return;
  const isEmptyAtEnd = () => rows.every((row) => row.cells.length > 1 && row.cells.length === rows[0].cells.length && !hasWords(row.cells[row.cells.length - 1]));
  while (rows.length && isEmptyAtEnd()) rows.forEach((row) => row.lastElementChild.remove());
}

// Titles and sources find their table or picture: the title of a table above it, that of a picture below.
function settle(blocks) {
  const isThing = (block) => block && /^(TABLE|IMG)$/.test(block.tagName);
  const isTitle = (block) => block?.tagName === "P" && (block.className === "caption" || LABEL.test(block.textContent));
  const isSource = (block) => block?.tagName === "P" && SOURCE.test(block.textContent);
  const out = [...blocks];
  for (let at = 0; at < out.length; at++) {
    const block = out[at];
    if (isSource(block)) block.className = "source";
    if (!isThing(block)) continue;
    const wanted = block.tagName === "TABLE" ? -1 : 1;
    const other = isSource(out[at + 1]) && isTitle(out[at + 2]) && wanted < 0 ? at + 2 : at - wanted;
    if (isTitle(out[at + wanted]) && !(wanted < 0 && isThing(out[at - 2]) && out[at - 2].tagName === "IMG" && isTitle(out[at + 1]))) {
      name(out[at + wanted]);
    } else if (isTitle(out[other]) && !(isThing(out[other - wanted]) && out[other - wanted].tagName !== block.tagName)) {
      const [title] = out.splice(other, 1);
      name(title);
      const now = out.indexOf(block);
      out.splice(wanted < 0 ? now : now + 1, 0, title);
      at = out.indexOf(block);
    }
  }
  out.filter((b) => b.className === "caption").forEach(name);
  return out;
}

// A title without the label and number that Word put before it: the book has its own.
function name(title) {
  title.className = "caption";
  title.querySelectorAll("strong, u").forEach((mark) => mark.replaceWith(...mark.childNodes));
  title.normalize();
  if (title.firstChild?.nodeType === Node.TEXT_NODE) title.firstChild.data = title.firstChild.data.replace(LABEL, "");
}
