// What a paste could not keep: counted while the paste is read, named in the list under the tool bar.

export class Losses {
  constructor() { this.counts = new Map(); }

  add(what, times = 1) { if (times) this.counts.set(what, (this.counts.get(what) ?? 0) + times); }

  // The sentences for people. `words` is a dataset: one sentence for each kind, {n} where the count goes.
  sentences(words) {
    return [...this.counts].map(([what, n]) => (words[what] ?? `${n} ${what}`).replace("{n}", n.toLocaleString("id-ID")));
  }
}
