// Saves a text as one writes. Promises: what the server acknowledged is stored; what it did not is in this browser's
// journal and is sent again with the same key; a newer text of somebody else is never overwritten.

const PAUSE = 1500; // ms without a key before a save
const RETRY = [2000, 5000, 10000, 20000];

export class Autosave {
  // read() gives the whole content as one string, fill(body, text) puts such a string into a request, put(text) into the page.
  constructor({ form, words, journal, read, fill, put, url = form.action, onSaved = () => {}, onInvalid = () => {} }) {
    Object.assign(this, { form, words, journal, read, fill, put, url, onSaved, onInvalid });
    this.state = document.getElementById("save-state");
    this.version = Number(form.elements.based_on.value);
    this.saved = read(); // what the server has, as the page writes it
    this.timer = this.flight = this.attempt = null;
    this.fails = 0;
    this.stopped = false;
    document.getElementById("save-now").hidden = false;
    document.getElementById("save-now").addEventListener("click", () => this.now());
    document.getElementById("done").addEventListener("click", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.dirty) this.now(); });
    window.addEventListener("online", () => { if (this.dirty) this.now(); });
    window.addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
  }

  get dirty() { return this.read() !== this.saved; }

  changed() {
    if (!this.dirty) return;
    this.remember();
    if (this.stopped) return;
    this.show("pencil", this.words.dirty);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.flight) return this.flight.then(() => this.now());
    if (!this.dirty || this.stopped) return;
    // A try that got no answer is sent again with its own key and text: the server then knows it is the same one.
    this.attempt ??= { key: crypto.randomUUID?.() ?? fallbackKey(), text: this.read(), based_on: this.version };
    this.show("arrow-repeat", this.words.saving);
    this.flight = this.send(this.attempt).finally(() => { this.flight = null; });
    return this.flight;
  }

  async send(attempt) {
    const body = new FormData();
    this.fill(body, attempt.text);
    body.append("based_on", attempt.based_on);
    body.append("once_key", attempt.key);
    let answer, found;
    try {
      answer = await this.post(this.url, body);
      found = await answer.json();
    } catch {
      return this.later(this.words.offline);
    }
    if (answer.status === 401) return this.later(this.words.login, [found.login, this.words.enter]);
    if (answer.status >= 500) return this.later(this.words.offline);
    this.attempt = null;
    this.fails = 0;
    if (answer.status === 422) { this.onInvalid(found.faults); return this.show("exclamation-triangle", this.words.invalid); }
    if (!answer.ok) { this.stopped = true; return this.show("exclamation-triangle", found.error); }
    this.version = found.version;
    this.form.elements.based_on.value = found.version;
    if (found.state === "aside") {
      this.stopped = true; // from here on both texts exist; the person decides
      this.saved = attempt.text;
      this.forget();
      return this.show("exclamation-triangle", this.words.aside, [found.aside, this.words.compare]);
    }
    this.saved = attempt.text;
    this.onSaved(found);
    this.form.dispatchEvent(new Event("text-saved"));
    this.showMissing(found.missing);
    if (this.dirty) return void setTimeout(() => this.now(), 0);
    this.forget();
    this.show("cloud-check", `${this.words.saved} ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`);
  }

  post(url, body) { return post(this.form, url, body); }

  later(text, link = null) {
    this.show("cloud-slash", text, link);
    this.timer = setTimeout(() => this.now(), RETRY[Math.min(this.fails++, RETRY.length - 1)]);
  }

  async leave(event) {
    if (!this.dirty) return;
    event.preventDefault();
    await this.now();
    if (!this.dirty && !this.stopped) location.assign(event.target.closest("a").href);
  }

  // The journal: one entry a section in this browser.

  remember() {
    try {
      localStorage.setItem(this.journal, JSON.stringify({ text: this.read(), based_on: this.version, at: Date.now() }));
    } catch { /* storage full or off: the page itself still holds the text */ }
  }

  forget() { try { localStorage.removeItem(this.journal); } catch { /* nothing was kept */ } }

  offerJournal() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.journal)); } catch { /* unreadable: nothing to offer */ }
    if (!kept || kept.text === this.read()) return this.forget();
    const box = document.getElementById("journal");
    document.getElementById("journal-text").textContent = `${this.words.unsaved} ${new Date(kept.at).toLocaleString("id-ID")}.`;
    box.hidden = false;
    document.getElementById("journal-take").addEventListener("click", () => {
      this.version = kept.based_on; // so that a newer text on the server is met, not overwritten
      this.put(kept.text);
      box.hidden = true;
    });
    document.getElementById("journal-drop").addEventListener("click", () => { this.forget(); box.hidden = true; });
  }

  // Words.

  show(icon, text, link = null) {
    const [svg, label] = this.state.children;
    const use = svg.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
    label.textContent = text;
    if (!link) return;
    const a = document.createElement("a");
    [a.href, a.textContent, a.target] = [...link, "_blank"];
    label.append(" ", a);
  }

  say(kind, text) {
    const box = document.createElement("div");
    box.className = `notice notice-${kind}`;
    box.textContent = text;
    document.getElementById("messages").append(box);
  }

  showMissing(faults) {
    const list = document.createElement("ul");
    list.className = "ps-3 mb-0";
    faults.slice(0, 8).forEach((fault) => list.append(Object.assign(document.createElement("li"), { textContent: fault })));
    document.getElementById("missing").replaceChildren(faults.length ? list : "✓");
  }
}

export function post(form, url, body) {
  // The token is read each time: a login in another tab changes it.
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
  return fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "manual",
    headers: { "X-CSRFToken": token, Accept: "application/json" } });
}

function fallbackKey() {
  // crypto.randomUUID exists on https and localhost only; an office server on plain http has getRandomValues.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}
