// Two things before the first paint: light or dark, and whether our own faces are in the browser's cache already. If not,
// they are asked for only when the page can be used: on a slow line the text and the editor come first.
(() => {
  const root = document.documentElement;
  const show = () => { root.dataset.faces = "own"; };
  const version = new URL(document.currentScript.src).pathname; // a new version of the app brings new files
  let had = null;
  try { had = localStorage.getItem("faces"); } catch { /* storage is off: ask for them each time */ }
  if (had === version) return show();
  if (navigator.connection?.saveData) return;
  const whenUsable = () => {
    if (document.querySelector(".writing:not(.ready)")) return setTimeout(whenUsable, 300);
    show();
    const kept = () => { try { localStorage.setItem("faces", version); } catch { /* see above */ } };
    requestAnimationFrame(() => requestAnimationFrame(() => document.fonts.ready.then(kept)));
  };
  addEventListener("load", whenUsable);
})();

// Light or dark before the first paint: the person's choice, else the system's.
(() => {
  const apply = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("theme"); } catch { /* storage is off: follow the system */ }
    const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  };
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-toggle-theme]")) return;
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { /* not kept, but shown */ }
    document.documentElement.dataset.bsTheme = next;
  });
})();
