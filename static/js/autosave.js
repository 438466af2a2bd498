// Saves a text as one writes. Promises: what the server acknowledged is stored; what it did not is in this browser's
// journal and is sent again with the same key; a newer text of somebody else is never overwritten: it is merged where
// nobody changed the same, and shown where both did.
import { differences, forget, recall, remember } from "masterplan/journal";
import { presence, show as showPeople } from "masterplan/presence";

const PAUSE = 1500; // ms without a key before a save
const JOTTED = 400; // ms without a key before the journal is written
const RETRY = [2000, 5000, 10000, 20000];
const PATIENCE = 30000; // ms before a request without an answer counts as lost; it is sent again with its own key
const BEACON = 60000; // bytes that a browser still sends for a page that is going

const own = document.getElementById("words-of-safety").dataset;
const byId = (id) => document.getElementById(id);

export class Autosave {
  // read() gives the whole content as one string, fill(body, text) puts such a string into a request, put(text) into the
  // page, lines(text) gives it as lines for people. `put` may be called with what the server made of a merged text.
  constructor({ form, words, journal, read, fill, put, lines = formLines(form), url = form.action, onSaved = () => {}, onInvalid = () => {} }) {
    Object.assign(this, { form, words, read, fill, put, lines, url, onSaved, onInvalid });
    this.tab = newKey(); // one for each page: what an earlier one left in the journal stays until it is taken or dropped
    this.form_name = `${journal}:${own.writer}`; // another person at this computer has journals of his own
    this.journal = `${this.form_name}#${this.tab}`;
    this.state = byId("save-state");
    this.version = Number(form.elements.based_on.value);
    this.saved = read(); // what the server has, as the page writes it
    this.timer = this.jotter = this.flight = this.attempt = null;
    this.after = null; // key of our own save that the server merged into something this page has not taken in
    this.aside = null; // key of our own save that waits beside the newer text
    this.fails = 0;
    this.stopped = false;
    byId("save-now").hidden = false;
    byId("save-now").addEventListener("click", () => this.now());
    byId("done").addEventListener("click", (event) => this.leave(event));
    byId("newer-link").addEventListener("click", (event) => this.leave(event));
    byId("newer-load").addEventListener("click", () => { if (!this.dirty) location.reload(); });
    byId("login-again").addEventListener("click", () => this.logIn());
    document.addEventListener("visibilitychange", () => { if (this.dirty) this.now(); });
    for (const back of ["online", "focus"]) window.addEventListener(back, () => { if (this.dirty) this.now(); });
    window.addEventListener("pagehide", () => this.farewell());
    window.addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    presence.addEventListener("version", ({ detail }) => this.newer(detail));
    this.meetTabs();
  }

  get dirty() { return this.read() !== this.saved; }

  changed() {
    if (!this.dirty) return;
    clearTimeout(this.jotter);
    this.jotter = setTimeout(() => this.jot(), JOTTED);
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
    this.attempt ??= this.tried();
    this.show("arrow-repeat", this.words.saving);
    this.flight = this.send(this.attempt).finally(() => { this.flight = null; });
    return this.flight;
  }

  tried() {
    return { key: newKey(), text: this.read(), based_on: this.version, after: this.after, replaces: this.aside };
  }

  body(attempt) {
    const body = new FormData();
    this.fill(body, attempt.text);
    const told = { based_on: attempt.based_on, once_key: attempt.key, after: attempt.after, replaces: attempt.replaces };
    Object.entries({ ...told, merging: 1, writer: own.writer }).forEach(([name, value]) => body.append(name, value ?? ""));
    return body;
  }

  async send(attempt) {
    this.jot();
    let answer, found;
    try {
      answer = await this.post(this.url, this.body(attempt));
      found = await answer.json().catch(() => null); // a page instead of data: an error, or a redirect
    } catch {
      return this.later(this.words.offline);
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.askLogin(found);
    if (answer.status === 403) return this.renew();
    if (answer.status >= 500 || answer.status === 429 || (answer.ok && !found)) return this.later(own.busy);
    this.attempt = null;
    this.fails = 0;
    byId("login-dialog").close();
    if (answer.status === 422) { this.onInvalid(found.faults); return this.show("exclamation-triangle", this.words.invalid); }
    if (!answer.ok) return this.stop(found?.error ?? (answer.status === 404 ? own.gone : own.refused));
    this.saved = attempt.text;
    if (found.present) showPeople(found.present);
    if (found.state === "aside") return this.clash(found, attempt);
    this.aside = null;
    if (found.state === "merged") this.merged(found, attempt);
    else Object.assign(this, { version: found.version, after: null });
    this.form.elements.based_on.value = this.version;
    this.onSaved(found);
    this.tabs?.postMessage({ says: "saved", text: this.read(), version: this.version, clean: !this.dirty && !this.after });
    this.form.dispatchEvent(new Event("text-saved"));
    this.showMissing(found.missing);
    if (this.dirty) return void setTimeout(() => this.now(), 0);
    forget(this.journal);
    this.show("cloud-check", `${this.words.saved} ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`);
  }

  // Somebody else's newer text and ours are one now. The page takes that in when nothing was typed meanwhile; until then the
  // next save says which of our own it goes on from, and is merged in its turn.
  merged(found, attempt) {
    this.after = attempt.key;
    if (found.text !== undefined && this.read() === attempt.text) this.take(found.text, found.version);
    this.tell(own.merged.replace("%s", found.with), [found.compare, own.see], found.text === undefined);
  }

  clash(found, attempt) {
    this.aside = attempt.key;
    this.onSaved(found);
    this.tell(own.clash.replace("%s", found.with), [found.aside, own.merge]);
    this.show("exclamation-triangle", this.words.aside, [found.aside, this.words.compare]);
    forget(this.journal);
    if (this.dirty) setTimeout(() => this.now(), PAUSE);
  }

  // Put a text that the server has into the page.
  take(text, version) {
    this.saved = text;
    this.put(text);
    this.saved = this.read();
    clearTimeout(this.timer);
    clearTimeout(this.jotter);
    Object.assign(this, { version, after: null });
    this.form.elements.based_on.value = version;
    this.show("cloud-check", this.words.saved);
  }

  post(url, body) { return post(this.form, url, body); }

  later(text) {
    this.show("cloud-slash", text);
    this.timer = setTimeout(() => this.now(), RETRY[Math.min(this.fails++, RETRY.length - 1)]);
  }

  stop(text) {
    this.stopped = true;
    this.show("exclamation-triangle", text);
    const a = Object.assign(document.createElement("a"), { textContent: own.download, download: "tulisan-saya.html" });
    a.href = URL.createObjectURL(new Blob([this.read()], { type: "text/html;charset=utf-8" }));
    this.state.lastElementChild.append(" ", a);
  }

  // The login. A small window, so that a second step and wrong passwords are the login page's own matter.

  askLogin(found) {
    this.login = found?.login ?? this.login ?? "/akun/masuk/";
    const dialog = byId("login-dialog");
    if (!this.asked && !dialog.open) dialog.showModal();
    this.asked = true; // once; "later" is an answer too
    this.later(this.words.login);
    this.link([this.login, this.words.enter], (event) => { event.preventDefault(); this.logIn(); });
  }

  logIn() {
    const window_ = window.open(this.login, "masuk", "popup,width=520,height=680");
    if (!window_) return void location.assign(this.login); // no pop-ups here: the journal offers the text again
    const watch = setInterval(() => {
      let path = "";
      try { path = window_.closed ? "closed" : window_.location.pathname; } catch { /* on its way */ }
      if (!path || path === "blank" || path.startsWith("/akun/")) return;
      clearInterval(watch);
      window_.close();
      this.asked = false;
      byId("login-dialog").close();
      window.focus();
      this.now();
    }, 500);
  }

  // A token that no longer fits: any page of ours brings a new one.
  async renew() {
    const first = !this.fails;
    if (first) await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    this.later(own.busy);
    if (first) setTimeout(() => this.now(), 0);
  }

  async leave(event) {
    if (!this.dirty) return;
    event.preventDefault();
    const link = event.target.closest("a");
    await this.now();
    if (!this.dirty && !this.stopped) location.assign(link.href);
  }

  // The page goes. What the browser will still carry is sent; the journal has it in any case.
  farewell() {
    if (!this.dirty || this.stopped) return;
    this.jot();
    // An answer still on its way may have stored a part of this: the server finds it by its key.
    const going = this.attempt && { after: this.attempt.key, replaces: this.attempt.key };
    const last = this.attempt?.text === this.read() ? this.attempt : { ...this.tried(), ...going };
    const body = this.body(last);
    if (new Blob([last.text]).size > BEACON) return;
    post(this.form, this.url, body, { keepalive: true, signal: undefined }).catch(() => null);
  }

  // The journal.

  jot() {
    clearTimeout(this.jotter);
    if (this.dirty) remember(this.journal, { text: this.read(), based_on: this.version, after: this.after, at: Date.now() });
  }

  // Offers what an earlier page of this form did not get to the server; what the server has after all is dropped.
  async offerJournal() {
    await new Promise((done) => setTimeout(done, 150)); // for other tabs to say that an entry is theirs
    const kept = (await recall(this.form_name)).filter(([key]) => key !== this.journal && !this.others?.has(key.split("#").pop()));
    const present = this.read();
    const open = kept.filter(([key, entry]) => entry.text !== present || void forget(key));
    if (!open.length) return;
    const [[key, entry]] = open;
    const box = byId("journal");
    byId("journal-text").textContent = `${this.words.unsaved} ${new Date(entry.at).toLocaleString("id-ID")}.`;
    byId("journal-differences").replaceChildren(differences(this.lines(present), this.lines(entry.text)));
    box.hidden = false;
    const close = () => { box.hidden = true; forget(key); };
    byId("journal-take").onclick = () => {
      Object.assign(this, { version: entry.based_on, after: entry.after ?? null }); // so that a newer text is met, not overwritten
      this.put(entry.text);
      this.changed();
      this.jot();
      close();
    };
    byId("journal-drop").onclick = () => { close(); this.offerJournal(); };
  }

  // Other tabs of the same form in this browser.

  meetTabs() {
    if (!window.BroadcastChannel) return;
    this.others = new Set();
    this.tabs = new BroadcastChannel(this.form_name);
    const say = (says) => this.tabs.postMessage({ says, tab: this.tab });
    this.tabs.onmessage = ({ data }) => {
      if (data.says === "saved") return this.hear(data);
      if (data.says === "gone") this.others.delete(data.tab);
      else this.others.add(data.tab);
      if (data.says === "hello") say("here");
      this.showTabs();
    };
    say("hello");
    window.addEventListener("pagehide", () => say("gone"));
  }

  hear({ text, version, clean }) {
    if (clean && !this.dirty && !this.after && version > this.version) this.take(text, version);
  }

  showTabs() {
    const box = byId("presence");
    box.querySelector("[data-tabs]").hidden = !this.others.size;
    box.hidden = !this.others.size && !box.querySelector("li");
  }

  // Words.

  newer({ version, by }) {
    if (version <= this.version || this.after || this.aside || this.flight) return;
    const text = own.newer.replace("%s", by);
    this.tell(this.dirty ? `${text} ${own.later}` : text, null, !this.dirty);
  }

  tell(text, link = null, load = false) {
    byId("newer-text").textContent = text;
    byId("newer-link").hidden = !link;
    if (link) [byId("newer-link").href, byId("newer-link").textContent] = link;
    byId("newer-load").hidden = !load;
    byId("newer").hidden = false;
  }

  show(icon, text, link = null) {
    const [svg, label] = this.state.children;
    const use = svg.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
    if (label.textContent !== text) label.textContent = text;
    if (link) this.link(link, (event) => this.leave(event));
  }

  link([href, text], act) {
    const a = Object.assign(document.createElement("a"), { href, textContent: text });
    a.addEventListener("click", act);
    this.state.lastElementChild.append(" ", a);
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

export function post(form, url, body, more = {}) {
  // The token is read each time: a login in another tab changes it.
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
  return fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-CSRFToken": token, Accept: "application/json" }, ...more });
}

// The fields of a form as lines "label: value", for the comparison.
const formLines = (form) => (text) => [...new URLSearchParams(text)]
  .filter(([name, value]) => value && !/_FORMS$/.test(name))
  .map(([name, value]) => {
    const field = form.elements[name]?.[0]?.name ? form.elements[name][0] : form.elements[name];
    const option = field?.options && [...field.options].find((o) => o.value === value);
    return `${field?.labels?.[0]?.textContent.trim() || field?.getAttribute?.("aria-label") || name}: ${option?.text ?? value}`;
  });

function newKey() { return crypto.randomUUID?.() ?? fallbackKey(); }

function fallbackKey() {
  // crypto.randomUUID exists on https and localhost only; an office server on plain http has getRandomValues.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}
