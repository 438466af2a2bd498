// Asks the server for entries of the nomenclature and of the indicator library while one types.

const WAIT = 180; // ms without a key
let timer = null;

function ask(url, text) {
  clearTimeout(timer);
  if (text.trim().length < 2) return Promise.resolve([]);
  return new Promise((resolve) => {
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${url}?q=${encodeURIComponent(text.trim())}`, { headers: { Accept: "application/json" } });
        resolve(answer.ok ? (await answer.json()).found : []);
      } catch { resolve([]); } // without a connection one types the whole
    }, WAIT);
  });
}

// [[what goes into the cell, what it means, what it fills besides, what is said once it was chosen]]
export const searchNomenclature = async (url, text) => (await ask(url, text)).map((entry) => [
  entry.code, [entry.name, entry.level, entry.note].filter(Boolean).join(" · "),
  { name: entry.level_code === "program" ? entry.name : "", "i.name": entry.indicator, "i.unit": entry.unit },
]);

export const searchIndicators = async (url, text) => (await ask(url, text)).map((entry) => [
  entry.name, [entry.unit, entry.direction, entry.source].filter(Boolean).join(" · "), { "i.unit": entry.unit },
  [entry.definition, entry.formula, entry.direction, entry.source, entry.note].filter(Boolean).join(" · "),
]);
