// What Word, LibreOffice and Google Docs write in their own way becomes plain HTML here, before it is read:
// lists that are paragraphs, footnotes that are links, changes that were only proposed.

const IGNORED = '[data-look*="mso-list:Ignore" i], [data-look*="mso-list: Ignore" i]';

export function plain(page, losses, styleOf) {
  dropWhatIsNoText(page, losses, styleOf);
  takeFootnotes(page);
  rebuildLists(page);
  mendLists(page);
}

function dropWhatIsNoText(page, losses, styleOf) {
  const remove = (selector, name) => page.querySelectorAll(selector).forEach((e) => { if (name) losses.add(name); e.remove(); });
  remove("script, style, meta, link, title, head, template, noscript, xml, colgroup, col, w\\:sdtpr, area, map > *");
  for (const element of page.querySelectorAll("[data-look]")) {
    const style = styleOf(element);
    if (/comment-list/.test(style["mso-element"] ?? "") || /^(footnote-separator|header|footer)/.test(style["mso-element"] ?? "")) element.remove();
    else if ((style.display === "none" || style["mso-hide"] === "all") && element.isConnected) {
      if (element.textContent.trim() || element.querySelector("img")) losses.add("hidden");
      element.remove();
    }
  }
  // A comment is anchored twice, at its mark and in its list; its mark counts.
  const marks = [...page.querySelectorAll('a[href*="#_msocom"]')];
  losses.add("comments", new Set(marks.map((a) => a.getAttribute("href"))).size);
  marks.forEach((a) => (a.closest(".MsoCommentReference") ?? a).remove());
  remove('[class*="MsoCommentText"], .msocomtxt, a[id^="cmnt_ref"]');
  remove("del, .msoDel", "deletions");
  page.querySelectorAll("hr").forEach((hr) => hr.remove());
}

// Footnotes. Everybody writes two links that lead to each other; the second stands before the note's words.
function takeFootnotes(page) {
  const target = (a) => {
    const [, name] = a.getAttribute("href")?.match(/^(?:file:[^#]*|about:blank)?#(.+)$/) ?? [];
    return name ? page.getElementById(name) ?? page.querySelector(`a[name="${CSS.escape(name)}"]`) : null;
  };
  const notes = new Map();
  for (const mark of page.querySelectorAll('a[href*="#"]')) {
    const there = target(mark);
    if (!there || there === mark || !/^\W*[\dA-Za-z*†‡]{0,5}\W*$/.test(mark.textContent)) continue;
    const home = there.closest("div[id^=ftn], div[id^=edn], div[id^=sdfootnote], div[id^=sdendnote], li, p, div, td");
    const back = home && [...home.querySelectorAll("a[href*='#']")].find((a) => a !== mark && isAt(target(a), mark));
    // The mark comes first in the text, the note's own link leads back.
    if (!back || !(mark.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
    notes.set(mark, { home, back });
  }
  const texts = new Map();
  for (const { home, back } of notes.values()) {
    if (texts.has(home)) continue;
    [...home.querySelectorAll("a")].filter((a) => a === back || isBackLink(a, target, notes)).forEach((a) => (a.closest("sup") ?? a).remove());
    texts.set(home, home.textContent.replace(/\s+/g, " ").trim().replace(/^[\^↑\s.:)\]]+/, ""));
  }
  for (const [mark, { home }] of notes) {
    const note = page.createElement("span");
    note.dataset.footnote = texts.get(home);
    (mark.closest("sup") ?? mark).replaceWith(note);
  }
  for (const home of texts.keys()) {
    const around = home.parentElement;
    home.remove();
    if (around && around !== page.body && !around.textContent.trim() && !around.querySelector("img, table")) around.remove();
  }
}

function isAt(place, mark) {
  if (!place) return false;
  const around = mark.closest("sup") ?? mark;
  return around === place || around.contains(place) || (place.contains(around) && place.textContent.trim().length < 12)
    || around.previousSibling === place;
}

function isBackLink(a, target, notes) {
  const there = target(a);
  return Boolean(there) && [...notes.keys()].some((mark) => isAt(there, mark));
}

// Word writes lists as paragraphs with `mso-list: l0 level2 …` and a typed bullet or number.
function rebuildLists(page) {
  let stack = []; // the lists that are open, the outermost first: {list, level}
  let last = null;
  for (const p of [...page.body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, li, pre")]) {
    const mark = p.querySelector(IGNORED);
    const level = Number((p.dataset.look ?? "").match(/mso-list:\s*\S+\s+level(\d)/i)?.[1] ?? 0);
    if (/^H\d$/.test(p.tagName)) { mark?.remove(); last = null; continue; } // the book numbers its headings itself
    if (!level || p.tagName === "LI" || p.querySelector("p")) continue;
    if (!mark && !/MsoListParagraph/.test(p.className)) continue; // taken out of the list by hand
    const sign = (mark?.textContent ?? "").replace(/\u00a0/g, " ").trim();
    mark?.remove();
    const kind = isNumber(sign) ? "OL" : "UL";
    if (!last || nextOf(last) !== p) stack = [];
    while (stack.length && stack.at(-1).level > level) stack.pop();
    if (stack.length && stack.at(-1).level === level && (stack.at(-1).list.tagName !== kind || restarts(stack.at(-1).list, sign))) stack.pop();
    if (!stack.length || stack.at(-1).level < level) {
      const list = page.createElement(kind);
      const first = kind === "OL" ? Number.parseInt(sign.replace(/^\(/, "").split(".").filter(Boolean).at(-1), 10) : 1;
      if (first > 1) list.setAttribute("start", first);
      if (stack.length) stack.at(-1).list.lastElementChild.append(list);
      else p.before(list);
      stack.push({ list, level });
    }
    const item = page.createElement("li");
    const line = page.createElement("p");
    line.append(...p.childNodes);
    item.append(line);
    stack.at(-1).list.append(item);
    p.remove();
    last = stack[0].list;
  }
}

function nextOf(list) {
  let next = list.nextElementSibling;
  while (next && /^P$/.test(next.tagName) && !next.textContent.trim() && !next.querySelector("img")) next = next.nextElementSibling;
  return next;
}

// "1." after "3." begins a new list.
function restarts(list, sign) {
  return list.tagName === "OL" && /^\(?(1|a|A|i|I)[.)]*$/.test(sign) && list.childElementCount > 0 && !/^\(?i/i.test(sign);
}

// Letters alone are bullets of a symbol font (o, §, Ø); with a full stop or bracket they count.
export function isNumber(sign) {
  return /^\(?(\d+|[a-z]{1,2}|[ivxlc]+)([.\-]?\d+)*[.)\]:]/i.test(sign) || /^\(?\d+([.\-]\d+)*\)?$/.test(sign);
}

// Lists that stand in lists (Google Docs, LibreOffice, old Word), and one list an item (Word on the web).
function mendLists(page) {
  for (const wrapper of page.querySelectorAll(".ListContainerWrapper")) wrapper.replaceWith(...wrapper.childNodes);
  for (const list of page.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.tagName === "LI") before.append(list);
    else list.replaceWith(...list.childNodes);
  }
  for (const list of [...page.querySelectorAll("ul, ol")]) {
    const item = list.querySelector(":scope > li[data-aria-level], :scope > li[aria-level]");
    const before = list.previousElementSibling;
    if (!item || !before || !/^[UO]L$/.test(before.tagName) || list.closest("li")) continue;
    const depth = Number(item.dataset.ariaLevel ?? item.getAttribute("aria-level"));
    let home = before;
    for (let at = 1; at < depth; at++) {
      const inner = home.lastElementChild?.querySelector(":scope > ul, :scope > ol");
      if (!inner) break;
      home = inner;
    }
    const first = Number(home.querySelector(":scope > li")?.dataset.ariaLevel ?? home.querySelector(":scope > li")?.getAttribute("aria-level") ?? 1);
    if (first < depth) home.lastElementChild.append(list);
    else if (home.tagName === list.tagName) { home.append(...list.children); list.remove(); }
  }
}

// Signs of Word's symbol fonts, which are letters to everybody else.
const SYMBOLS = { "à": "→", "ß": "←", "á": "↑", "â": "↓", "è": "➔", "ü": "✓", "û": "✗", "þ": "☑", "¨": "☐", "o": "☐", "q": "☐", "§": "▪", "Ø": "➢", "v": "❖", "·": "•", "l": "●", "n": "■" };
export function symbol(text, style) {
  return /wingdings|symbol/.test(style["font-family"] ?? "") && [...text.trim()].length === 1 ? SYMBOLS[text.trim()] ?? text : text;
}
