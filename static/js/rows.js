// Cards of a table's rows: add, move, remove with a way back, and ranges pasted from a spreadsheet. A card is known by its
// key for life, its place by the numbers in the names of its fields, which follow the order on the page.

const box = document.getElementById("rows");
const form = box?.closest("form");
const notice = document.getElementById("row-notice");
let changed = () => {};
let removed = null; // [card, the one behind it]

const cards = () => [...box.querySelectorAll(":scope > [data-row]")];
const fields = (card) => [...card.querySelectorAll(".row-fields :is(input, select, textarea)")];
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => (byte % 36).toString(36)).join("") + Date.now().toString(36).slice(-5);

// Called once; `onChange` is told of every change that no input event tells.
export function openRows(onChange) {
  if (!box) return;
  changed = onChange;
  document.getElementById("row-keys").hidden = document.getElementById("row-add").hidden = false;
  document.getElementById("row-add").addEventListener("click", () => focus(add()));
  document.getElementById("row-undo").addEventListener("click", undo);
  box.addEventListener("click", (event) => act(event.target.closest("[data-act]")));
  box.addEventListener("keydown", keys);
  box.addEventListener("paste", paste);
  box.addEventListener("input", (event) => score(event.target.closest("[data-row]")));
  number();
}

// As many cards as a kept text has, for the autosave's journal.
export function haveRows(count) {
  if (!box || !count) return;
  while (cards().length < count) add();
  cards().slice(count).forEach((card) => card.remove());
  number();
}

function add(after = null) {
  if (cards().length >= Number(box.dataset.limit)) return say(box.dataset.full), null;
  const card = document.getElementById("row-template").content.firstElementChild.cloneNode(true);
  after ? after.after(card) : box.append(card);
  number();
  return card;
}

// Names, ids and what a screen reader hears follow the order of the cards.
function number() {
  const { prefix, rowWord } = box.dataset;
  cards().forEach((card, n) => {
    card.querySelectorAll("[name], [id], [for]").forEach((element) => ["name", "id", "for", "aria-describedby"].forEach((what) => {
      const value = element.getAttribute(what);
      if (value) element.setAttribute(what, value.replace(new RegExp(`${prefix}-(\\d+|__prefix__)-`), `${prefix}-${n}-`));
    }));
    const key = card.querySelector('[name$="-key"]');
    key.value ||= freshKey();
    card.querySelector("[data-title]").textContent = `${rowWord} ${n + 1}`;
    card.querySelector(".row-tools").hidden = false;
    fields(card).forEach((field) => field.setAttribute("aria-label", `${field.labels[0]?.firstChild.textContent.trim()}, ${rowWord.toLowerCase()} ${n + 1}`));
    score(card);
  });
  form.elements[`${prefix}-TOTAL_FORMS`].value = cards().length;
}

function act(button) {
  const card = button?.closest("[data-row]");
  if (!card) return;
  if (button.dataset.act === "remove") return remove(card);
  move(card, button.dataset.act === "up" ? -1 : 1);
  button.focus();
}

function move(card, step) {
  const other = step < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!other) return;
  step < 0 ? other.before(card) : other.after(card);
  number();
  say(`${box.dataset.moved} ${cards().indexOf(card) + 1}.`);
  changed();
}

function remove(card) {
  const next = card.nextElementSibling ?? card.previousElementSibling ?? add(card);
  const title = card.querySelector("[data-title]").textContent;
  removed = [card, card.nextElementSibling];
  card.remove();
  number();
  focus(next);
  say(`${title} ${box.dataset.removed}`, true);
  changed();
}

function undo() {
  const [card, next] = removed;
  next?.isConnected ? next.before(card) : box.append(card);
  number();
  focus(card);
  say("");
  changed();
}

function keys(event) {
  const field = event.target, card = field.closest("[data-row]");
  if (event.ctrlKey && event.key === "Enter") focus(add(card));
  else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) { move(card, event.key === "ArrowUp" ? -1 : 1); field.focus(); }
  else if (event.altKey && event.key === "Delete") remove(card);
  else return;
  event.preventDefault();
}

// A range fills the fields from here to the right and downwards; a line of heads is passed over.
function paste(event) {
  const start = event.target, text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r/g, "").replace(/\n+$/, "");
  if (!text.includes("\t") && (start.tagName === "TEXTAREA" || !text.includes("\n"))) return;
  event.preventDefault();
  let card = start.closest("[data-row]");
  const at = fields(card).indexOf(start), rows = cells(text);
  if (rows[0][0].toLowerCase() === start.labels[0].firstChild.textContent.trim().toLowerCase()) rows.shift();
  let count = 0;
  for (const row of rows) {
    card = count ? card.nextElementSibling ?? add() : card;
    if (!card) break;
    row.forEach((value, i) => put(fields(card)[at + i], value));
    score(card);
    count += 1;
  }
  say(`${count} ${box.dataset.pasted}`);
  changed();
}

// A cell with line ends in it comes in quotes, with the quotes within doubled.
function cells(text) {
  const rows = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? bare).trim());
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows;
}

function put(field, value) {
  if (!field) return;
  if (field.tagName !== "SELECT") { field.value = value; return; }
  const wanted = value.toLowerCase();
  const option = [...field.options].find((o) => [o.value, o.text].some((t) => t.toLowerCase() === wanted) || (/^\d$/.test(o.value) && wanted.split(/[ ,.]/)[0] === o.value));
  if (option) field.value = option.value;
  else if (!value) field.value = "";
}

function score(card) {
  const badge = card?.querySelector("[data-score]");
  if (!badge) return;
  const parts = badge.dataset.score.split(" ").map((key) => Number(card.querySelector(`[name$="-${key}"]`).value));
  const value = parts[0] * parts[1];
  const tier = value >= 12 ? "tinggi" : value >= 6 ? "sedang" : value ? "rendah" : "";
  badge.textContent = value ? `${value} · ${tier}` : "";
  badge.dataset.tier = tier;
}

function focus(card) { (card && (fields(card).find((field) => !field.value) ?? fields(card)[0]))?.focus(); }

function say(text, offersUndo = false) {
  notice.querySelector("span").textContent = text;
  notice.classList.toggle("shown", Boolean(text));
  document.getElementById("row-undo").hidden = !offersUndo;
}
