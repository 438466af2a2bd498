// Who else has this section open, and whether there is a newer version: a light question every 20 seconds, none while the
// tab is hidden. Screen readers hear of it only when the people change.
const POLL = 20000;
const box = document.getElementById("presence");
let timer = null, before = "";

export const presence = new EventTarget();

export function show(people) {
  const list = box.querySelector("ul");
  list.replaceChildren(...people.map((person) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("strong"), { textContent: person.name }), ` (${person.office}) ${person.says}`);
    return item;
  }));
  box.hidden = !people.length && box.querySelector("[data-tabs]").hidden;
  const now = people.map((person) => person.name).sort().join(", ");
  if (now !== before) box.querySelector("[role=status]").textContent = now ? `${box.dataset.here}: ${now}` : box.dataset.alone;
  before = now;
}

function body(more = {}) {
  const data = new FormData();
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  Object.entries({ csrfmiddlewaretoken: token, writes: box.dataset.writes, program: box.dataset.program, ...more }).forEach((pair) => data.append(...pair));
  return data;
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body: body(), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
    if (answer.ok) {
      const found = await answer.json();
      show(found.present);
      presence.dispatchEvent(new CustomEvent("version", { detail: found }));
    }
  } catch { /* no line: the next question will tell */ }
  timer = setTimeout(ask, POLL);
}

if (box) {
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pagehide", () => navigator.sendBeacon(box.dataset.url, body({ leaving: 1 })));
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  setTimeout(ask, 300);
}
