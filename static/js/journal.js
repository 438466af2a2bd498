// What was typed and has not reached the server, kept in this browser: in localStorage at once, which outlives the page, and
// in IndexedDB with its strict durability, which outlives a killed browser. One entry a form and tab.

const open = new Promise((done) => {
  try {
    const asked = indexedDB.open("masterplan-journal", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => done(null);
  } catch { done(null); } // switched off: localStorage has it
});

async function inStore(mode, work) {
  const base = await open;
  if (!base) return null;
  return new Promise((done) => {
    try {
      const act = base.transaction("entries", mode, mode === "readwrite" ? { durability: "strict" } : {});
      const asked = work(act.objectStore("entries"));
      act.oncomplete = () => done(asked?.result ?? null);
      act.onerror = act.onabort = () => done(null);
    } catch { done(null); }
  });
}

// Keys are `${form}#${tab}`.
export function remember(key, entry) {
  try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* full or off: the other has it, and the page itself */ }
  return inStore("readwrite", (store) => store.put(entry, key));
}

export function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  return inStore("readwrite", (store) => store.delete(key));
}

// All entries of a form, the latest first, as [key, entry].
export async function recall(form) {
  const found = new Map();
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key.startsWith(`${form}#`)) found.set(key, JSON.parse(localStorage.getItem(key)));
    }
  } catch { /* unreadable: the other may have it */ }
  const range = IDBKeyRange.bound(`${form}#`, `${form}#\uffff`);
  const keys = await inStore("readonly", (store) => store.getAllKeys(range)) ?? [];
  const entries = await inStore("readonly", (store) => store.getAll(range)) ?? [];
  keys.forEach((key, i) => {
    if (entries[i] && !(found.get(key)?.at >= entries[i].at)) found.set(key, entries[i]);
  });
  return [...found].filter(([, entry]) => typeof entry?.text === "string").sort(([, a], [, b]) => b.at - a.at);
}

// What differs between two texts, given as lines: a list for the page with <ins> and <del>.
export function differences(before, after) {
  const list = document.createElement("ul");
  list.className = "differences";
  [before, after] = [before, after].map((lines) => lines.map((line) => line.replace(/\s+/g, " ").trim()));
  const had = count(before), has = count(after);
  const add = (mark, text) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement(mark), { textContent: text.length > 400 ? `${text.slice(0, 400)}…` : text }));
    list.append(item);
  };
  after.forEach((line) => { if (!take(had, line)) add("ins", line); });
  before.forEach((line) => { if (!take(has, line)) add("del", line); });
  return list;
}

function count(lines) {
  const counted = new Map();
  lines.forEach((line) => counted.set(line, (counted.get(line) ?? 0) + 1));
  return counted;
}

function take(counted, line) {
  const left = counted.get(line) ?? 0;
  counted.set(line, left - 1);
  return left > 0;
}
