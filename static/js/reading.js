// A chapter on the screen: where one is in it. Everything works without: the contents then open by hand.
(() => {
  const toc = document.querySelector("[data-toc]");
  if (!toc) return;
  const wide = matchMedia("(min-width: 62rem)");
  const fit = () => { toc.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);

  const bar = document.querySelector("[data-read-so-far]");
  const text = document.querySelector(".chapter-page");
  const name = document.querySelector("[data-toc-here]");
  const links = new Map([...document.querySelectorAll("[data-spy] a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current = null;

  const look = () => {
    const box = text.getBoundingClientRect();
    const way = box.height - innerHeight;
    bar.value = way > 0 ? Math.min(100, Math.max(0, Math.round(-100 * box.top / way))) : 100;
    const here = places.filter((place) => place.getBoundingClientRect().top < innerHeight * .3).pop();
    const link = here ? links.get(here.id) : null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    current = link;
    name.textContent = link && !wide.matches ? link.textContent : name.dataset.idle;
    if (!link) return;
    link.setAttribute("aria-current", "location");
    const list = toc.querySelector(".toc-body");
    if (list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 3;
  };
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; look(); });
  };
  bar.hidden = false;
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  look();

  // On a telephone the contents cover the text: choosing a place, or Escape, closes them.
  toc.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) toc.open = false; });
  toc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    toc.open = false;
    toc.querySelector("summary").focus();
  });
})();
