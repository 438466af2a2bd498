// Plain text, as PDF viewers give it: lines broken by the page, words broken by hyphens, bullets typed.
// It becomes paragraphs, lists and tables again.

const BULLET = /^\s*([•●○◦‣▪■□❖➢➤✓✔·∙*–—-]|o(?=\s{2,}|\t))\s+(?=\S)/;
const NUMBER = /^\s*\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)/i;
const LABEL = /^\s*(Tabel|Gambar|Grafik|Bagan|Diagram|Sumber)\b\s*[\d.:-]/i;

// HTML of the vocabulary for a text.
export function fromText(text) {
  const blocks = [];
  for (const part of text.replace(/\r\n?/g, "\n").replace(/\u00ad\n?/g, "").replace(/\f/g, "\n\n").split(/\n[ \t]*\n+/)) {
    const lines = part.split("\n").filter((line) => line.trim());
    if (!lines.length) continue;
    if (isTable(lines)) blocks.push(table(lines));
    else blocks.push(...paragraphs(lines));
  }
  return listed(blocks).join("");
}

function isTable(lines) {
  const tabs = lines.map((line) => line.split("\t").length);
  return lines.length > 1 && tabs[0] > 1 && tabs.every((n) => n === tabs[0]) && !lines.every((line) => BULLET.test(line) || NUMBER.test(line));
}

function table(lines) {
  const row = (line) => `<tr>${line.split("\t").map((cell) => `<td>${escape(cell.trim())}</td>`).join("")}</tr>`;
  return `<table><tbody>${lines.map(row).join("")}</tbody></table>`;
}

// The lines of one part as paragraphs {text, sign}. A line that reaches the margin goes on in the next one.
function paragraphs(lines) {
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  const prose = lines.filter((line) => !BULLET.test(line) && !NUMBER.test(line)).map((line) => line.trim());
  const full = prose.filter((line) => line.length > width * 0.7).length;
  const isBroken = prose.length > 1 && width > 35 && (full >= prose.length / 2 || prose.slice(0, -1).some((line) => /\p{Ll}-$/u.test(line))
    || prose.slice(0, -1).every((line) => !/[.:;!?]$/.test(line)));
  const found = [];
  for (const line of lines) {
    const sign = line.match(BULLET)?.[0] ?? line.match(NUMBER)?.[0] ?? "";
    const before = found.at(-1);
    const goesOn = before && isBroken && !sign && !LABEL.test(line) && !LABEL.test(before.text)
      && (before.last > width * 0.7 || !/[.:;!?]["”)]?$/.test(before.text)) && before.last > 20;
    if (goesOn) before.text = joined(before.text, line.trim());
    else found.push({ sign: sign.trim(), text: line.slice(sign.length).trim(), last: 0 });
    found.at(-1).last = line.trimEnd().length;
  }
  return found;
}

// "pemban-" + "gunan" is one word; "masing-" + "masing" and "Bogor-" + "Depok" keep their hyphen.
export function joined(before, after) {
  const [, start] = before.match(/([\p{L}]+)-$/u) ?? [];
  if (!start) return `${before} ${after}`;
  const [next] = after.match(/^[\p{L}]+/u) ?? [""];
  const repeats = next.slice(0, 3).toLowerCase() === start.slice(-next.length).slice(0, 3).toLowerCase()
    || start.toLowerCase().endsWith(next.toLowerCase()) || next.toLowerCase().startsWith(start.toLowerCase());
  return !/^\p{Ll}/u.test(next) || repeats ? before + after : before.slice(0, -1) + after;
}

// Paragraphs with bullets, or with at least two numbers in order, become lists.
function listed(blocks) {
  const out = [];
  for (let at = 0; at < blocks.length;) {
    const block = blocks[at];
    if (typeof block === "string") { out.push(block); at++; continue; }
    const kind = BULLET.test(`${block.sign} x`) && block.sign ? "ul" : block.sign ? "ol" : null;
    const run = kind ? blocks.slice(at).findIndex((b) => typeof b === "string" || !b.sign || (BULLET.test(`${b.sign} x`) ? "ul" : "ol") !== kind) : 0;
    const items = kind ? blocks.slice(at, run < 0 ? undefined : at + run) : [];
    if (kind === "ul" || items.length > 1) {
      const start = kind === "ol" && Number.parseInt(block.sign.replace("(", ""), 10) > 1 ? ` start="${Number.parseInt(block.sign.replace("(", ""), 10)}"` : "";
      out.push(`<${kind}${start}>${items.map((item) => `<li><p>${escape(item.text)}</p></li>`).join("")}</${kind}>`);
      at += items.length;
    } else {
      const words = `${block.sign} ${block.text}`.trim();
      const name = /^Sumber\s*:/i.test(words) ? ' class="source"' : "";
      out.push(`<p${name}>${escape(words)}</p>`);
      at++;
    }
  }
  return out;
}

export function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}
