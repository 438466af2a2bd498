// The page of an imported document: choosing a section also chooses how, and the bar says how many parts will be taken.
const form = document.getElementById("impor");

const said = (part) => part.querySelector("[name^=cara-]:checked")?.value ?? "skip";

function count() {
  let n = 0;
  form.querySelectorAll(".part").forEach((part) => {
    part.dataset.how = said(part);
    if (part.dataset.how !== "skip") n += 1;
  });
  document.getElementById("jumlah-dipilih").textContent = `${n} / ${form.querySelectorAll(".part").length}`;
}

form.addEventListener("change", (event) => {
  const select = event.target.closest("select[name^=bagian-]");
  if (select) {
    const part = select.closest(".part");
    const how = !select.value ? "skip" : said(part) !== "skip" ? said(part)
      : select.selectedOptions[0].dataset.filled === undefined ? "replace" : "append";
    part.querySelector(`[name^=cara-][value=${how}]`).checked = true;
  }
  count();
});
count();
