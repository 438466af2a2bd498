// The styles of a pasted page that mean something: bold, italic and the like, from attributes and from its style sheet.
// Browsers forget properties that they do not know (mso-…), so the text of the attribute (as data-look) is read here.

const MEANS = /^(font-weight|font-style|font-family|text-decoration(-line)?|vertical-align|display|visibility|mso-.*|color|background(-color)?|text-align|white-space|list-style-type)$/;

// A map from element to {property: value}; an element's own style goes over that of its classes.
export function stylesOf(page) {
  const found = new Map();
  const lay = (element, text) => {
    const into = found.get(element) ?? {};
    for (const part of declarations(text)) into[part[0]] = part[1];
    found.set(element, into);
  };
  for (const sheet of page.querySelectorAll("script[data-sheet]")) {
    for (const [, selectors, body] of sheet.textContent.replace(/<!--|-->|\/\*[\s\S]*?\*\//g, "").matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      if (/@|:/.test(selectors) || !declarations(body).length) continue;
      // Only rules for a class: what a tag looks like elsewhere is no emphasis.
      for (const selector of selectors.split(",").filter((s) => s.includes("."))) {
        try { page.body.querySelectorAll(selector).forEach((element) => lay(element, body)); } catch { /* no selector that a browser knows */ }
      }
    }
  }
  page.body.querySelectorAll("[data-look]").forEach((element) => lay(element, element.dataset.look));
  return found;
}

function declarations(text) {
  return text.split(";").map((part) => {
    const at = part.indexOf(":");
    return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim().toLowerCase()];
  }).filter(([name, value]) => MEANS.test(name) && value);
}

// {strong: true, em: false, …}: what the style says about the emphasis of its text; nothing where it says nothing.
export function emphasis(style) {
  const says = {};
  if (style["font-weight"]) says.strong = /bold/.test(style["font-weight"]) || Number.parseInt(style["font-weight"], 10) >= 600;
  if (style["font-style"]) says.em = /italic|oblique/.test(style["font-style"]);
  const line = style["text-decoration"] ?? style["text-decoration-line"];
  if (line) says.u = /underline/.test(line);
  if (/^(sub|super)/.test(style["vertical-align"] ?? "")) {
    says.sub = style["vertical-align"].startsWith("sub");
    says.sup = !says.sub;
  } else if (/^baseline/.test(style["vertical-align"] ?? "")) says.sub = says.sup = false;
  return says;
}

// A colour that says something: not black, grey or white.
export function isColour(value) {
  const hex = value?.match(/^#([0-9a-f]{3}|[0-9a-f]{6})\b/)?.[1];
  const parts = hex ? (hex.length === 3 ? [...hex].map((d) => d + d) : hex.match(/../g)).map((d) => Number.parseInt(d, 16))
    : value?.match(/^rgba?\(([^)]*)\)/)?.[1].split(/[ ,/]+/).map(Number) ?? null;
  if (parts?.[3] === 0) return false;
  if (!parts) return /^(red|green|blue|yellow|lime|aqua|cyan|fuchsia|magenta|orange|purple|maroon|teal|olive)$/.test(value ?? "");
  const [r, g, b] = parts;
  return Math.max(r, g, b) - Math.min(r, g, b) > 60;
}
