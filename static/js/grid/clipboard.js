// Ranges as spreadsheets put them on the clipboard: lines of cells between tabs, a cell with a line break in quotes.

export function parse(text) {
  const rows = [[]];
  let at = 0;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= plain.length) {
    const [cell, end] = plain[at] === '"' ? quoted(plain, at) : bare(plain, at);
    rows.at(-1).push(cell);
    if (plain[end] === "\n") rows.push([]);
    if (end >= plain.length) break;
    at = end + 1;
  }
  return rows;
}

function bare(text, from) {
  const end = text.slice(from).search(/[\t\n]/);
  return end < 0 ? [text.slice(from), text.length] : [text.slice(from, from + end), from + end];
}

// A quoted cell ends at a quote before a tab, a line end or the end; a text that only begins with a quote is taken as it is.
function quoted(text, from) {
  const found = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(text.slice(from));
  return found ? [found[1].replaceAll('""', '"'), from + found[0].length] : bare(text, from);
}

export const toText = (rows) =>
  rows.map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join("\t")).join("\r\n");

export function toHtml(rows) {
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const cell of row) line.insertCell().innerText = cell;
  }
  return table.outerHTML;
}
