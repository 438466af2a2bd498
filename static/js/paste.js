// HTML from Word, Excel and browsers, reduced to what the editor knows. The server cleans again; this keeps the shape.

const LEVEL = /level(\d)/;

export function fromOffice(html) {
  const page = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?endif\]-->/g, "").replace(/<\/?o:[^>]*>/g, ""), "text/html");
  const root = page.body;
  root.querySelectorAll("style, script, meta, link, title, xml").forEach((e) => e.remove());
  const foreign = [...root.querySelectorAll("img")].filter((img) => !img.getAttribute("src")?.startsWith("/gambar/"));
  foreign.forEach((img) => img.remove());
  rebuildLists(page);
  root.querySelectorAll("h1, h2").forEach((h) => rename(page, h, "h3"));
  root.querySelectorAll("h5, h6").forEach((h) => rename(page, h, "h4"));
  root.querySelectorAll("p.MsoCaption, p[class*=Caption]").forEach((p) => { p.className = "caption"; });
  root.querySelectorAll("p").forEach((p) => { if (/^\s*Sumber\s*:/.test(p.textContent)) p.className = "source"; });
  root.querySelectorAll("*").forEach((e) => ["style", "lang", "width", "height", "align", "valign"].forEach((a) => e.removeAttribute(a)));
  return { clean: root.innerHTML, dropped: foreign.length };
}

// Word writes lists as paragraphs with `mso-list: l0 level2 …` and a typed bullet or number.
function rebuildLists(page) {
  let stack = [];
  for (const p of [...page.body.querySelectorAll("p")]) {
    const style = p.getAttribute("style") || "";
    if (!/mso-list:\s*l\d/.test(style)) { stack = []; continue; }
    const level = Number(style.match(LEVEL)?.[1] ?? 1);
    const marker = p.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]');
    const kind = /^\s*(\d+|[a-zA-Z]{1,4})[.)]/.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    stack = stack.slice(0, level);
    if (!stack.length || p.previousElementSibling !== stack[0]) { stack = []; }
    while (stack.length < level) {
      const list = page.createElement(kind);
      if (stack.length) (stack.at(-1).lastElementChild ?? stack.at(-1).appendChild(page.createElement("li"))).append(list);
      else p.before(list);
      stack.push(list);
    }
    const item = page.createElement("li");
    item.append(...p.childNodes);
    stack.at(-1).append(item);
    p.remove();
  }
}

function rename(page, element, tag) {
  const other = page.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
}
