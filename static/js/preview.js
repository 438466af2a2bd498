// The printed pages beside the form: asked for when typing pauses, one request at a time, and only what changed is sent.
import { post } from "masterplan/autosave";

const PAUSE = 400; // ms without a key before the pages are laid out
const AGAIN = 1500; // ms until a busy server, or a line that was cut, is asked again
const SLOW = 600; // ms after which "being laid out" is said
const KEPT = 60; // pictures
const REMEMBER = "pratinjau";

const pane = document.getElementById("preview");
const toggle = document.getElementById("preview-toggle");
const list = document.getElementById("preview-pages");
const state = document.getElementById("preview-state");
const trouble = document.getElementById("preview-trouble");
const note = document.getElementById("preview-note");
const form = document.getElementById(toggle.dataset.form);
const field = document.getElementById("html"); // a programme has none: its pages are those of the last save
const wide = matchMedia("(min-width: 1100px)");
const words = (name) => pane.getAttribute(`data-words-${name}`);

const pictures = new Map(); // digest of a page: address of its picture in this browser
const inView = new Set();
let pages = [];
let timer = null;
let flight = false;
let asked = false; // somebody asked while a request was under way

// 1. Asking.

function soon(ms = PAUSE) {
  clearTimeout(timer);
  if (pane.open) timer = setTimeout(() => refresh(), ms);
}

async function refresh(look = null) {
  if (!pane.open) return;
  if (flight) { asked = true; return; }
  flight = true;
  pane.classList.add("busy");
  const slow = setTimeout(() => { state.textContent = words("laying"); }, SLOW);
  let wait = null; // ms until the next request that this one makes necessary
  try {
    wait = await take(await post(form, pane.dataset.url, question(look)), look);
  } catch {
    complain(words("offline"));
    wait = 4 * AGAIN;
  } finally {
    clearTimeout(slow);
    flight = false;
    pane.classList.remove("busy");
    state.textContent = pages.length ? `${pages.length} ${words("pages")}` : "";
  }
  if (asked) { asked = false; soon(); } else if (wait !== null) soon(wait); else showMissing();
}

function question(look) {
  const body = new FormData();
  if (field) body.append("html", field.value);
  body.append("width", Math.round(Math.max(680, list.clientWidth * 1.25)));
  body.append("have", [...pictures.keys()].join(" "));
  if (look !== null) body.append("look", look);
  return body;
}

async function take(answer, look) {
  if (answer.status === 401) return complain(words("login"));
  if (answer.status === 409) return AGAIN;
  if (answer.status === 503) return AGAIN;
  if (!answer.ok) return complain(words("failed"));
  if (answer.headers.get("Content-Type").startsWith("application/json")) return complain((await answer.json()).error);
  const found = await answer.formData();
  const told = JSON.parse(await text(found.get("pages")));
  for (const page of told.pages) if (found.has(page.digest)) keep(page.digest, found.get(page.digest));
  trouble.hidden = true;
  note.textContent = told.note;
  note.hidden = !told.note;
  const changed = look === null && pages.length ? told.pages.findIndex((page, n) => page.digest !== pages[n]?.digest) : -1;
  pages = told.pages;
  draw();
  if (changed >= 0) follow(changed);
  return null;
}

const text = (part) => (typeof part === "string" ? part : part.text());

// The pages that were shown stay, also when the text cannot be laid out at the moment.
function complain(why) {
  trouble.textContent = why;
  trouble.hidden = false;
  return null;
}

function keep(digest, file) {
  pictures.set(digest, URL.createObjectURL(file));
  const shown = new Set(pages.map((page) => page.digest));
  for (const [old, address] of pictures) {
    if (pictures.size <= KEPT) break;
    if (old === digest || shown.has(old)) continue;
    URL.revokeObjectURL(address);
    pictures.delete(old);
  }
}

// 2. Showing.

function draw() {
  while (list.children.length > pages.length) { watcher.unobserve(list.lastChild); inView.delete(list.lastChild); list.lastChild.remove(); }
  while (list.children.length < pages.length) list.append(leaf());
  pages.forEach((page, n) => {
    const item = list.children[n];
    const [paper, line] = item.children;
    const image = paper.firstChild;
    const name = page.label ? `${words("page")} ${page.label} · ${n + 1} ${words("of")} ${pages.length}` : `${words("page")} ${n + 1} ${words("of")} ${pages.length}`;
    paper.style.aspectRatio = `${page.width} / ${page.height}`;
    line.textContent = name;
    image.alt = name;
    const address = pictures.get(page.digest);
    item.classList.toggle("old", !address);
    if (address && image.getAttribute("src") !== address) image.src = address;
  });
}

function leaf() {
  const item = document.createElement("li");
  const paper = document.createElement("div");
  paper.className = "leaf";
  paper.append(document.createElement("img"));
  item.append(paper, document.createElement("p"));
  watcher.observe(item);
  return item;
}

// What comes into view without its picture is asked for.
const watcher = new IntersectionObserver((entries) => {
  entries.forEach((entry) => inView[entry.isIntersecting ? "add" : "delete"](entry.target));
  showMissing();
}, { root: list });

function showMissing() {
  const missing = [...list.children].findIndex((item) => inView.has(item) && item.classList.contains("old"));
  if (missing >= 0 && !flight && trouble.hidden) refresh(missing);
}

// The page that changed is the one being written: it comes into view, unless it is there.
function follow(n) {
  const item = list.children[n];
  if (item && !inView.has(item)) list.scrollTop = item.offsetTop - list.offsetTop - 16;
}

// 3. Opening and closing.

function open({ byPerson = true } = {}) {
  const focused = document.activeElement;
  if (wide.matches) {
    pane.show();
    if (focused !== toggle) focused?.focus?.({ preventScroll: true });
    else toggle.focus({ preventScroll: true });
  } else pane.showModal();
  document.body.classList.add("with-preview");
  toggle.setAttribute("aria-expanded", "true");
  if (byPerson) remember("buka");
  refresh();
}

function remember(word) {
  try { localStorage.setItem(REMEMBER, word); } catch { /* no storage: closed again next time */ }
}

function wasOpen() {
  try { return localStorage.getItem(REMEMBER) === "buka"; } catch { return false; }
}

const flip = () => (pane.open ? pane.close() : open());
let turning = false; // closed only to be opened in the other way

pane.addEventListener("close", () => {
  clearTimeout(timer);
  document.body.classList.remove("with-preview");
  toggle.setAttribute("aria-expanded", "false");
  if (!turning) { remember("tutup"); if (pane.contains(document.activeElement) || document.activeElement === document.body) toggle.focus(); }
});
toggle.hidden = false;
toggle.addEventListener("click", flip);
document.getElementById("preview-close").addEventListener("click", () => pane.close());
document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyP") { event.preventDefault(); flip(); }
});
pane.addEventListener("keydown", (event) => { if (event.key === "Escape" && wide.matches) pane.close(); });
wide.addEventListener("change", () => {
  if (!pane.open) return;
  turning = true;
  pane.close();
  // The event of closing comes later than this line.
  setTimeout(() => { turning = false; if (wide.matches) open({ byPerson: false }); }, 0);
});
window.addEventListener("online", () => soon(0));
form.addEventListener(field ? "text-changed" : "text-saved", () => soon(field ? PAUSE : 0));

// Open as it was left, except where it would cover the form or cost a slow line.
const line = navigator.connection;
if (wide.matches && wasOpen() && !line?.saveData && !/2g/.test(line?.effectiveType ?? "")) open({ byPerson: false });
