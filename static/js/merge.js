// The page of two versions: what a person writes into the place of a clash goes with the form.
const form = document.getElementById("merge");
const boxOf = (radio) => document.getElementById(radio.dataset.own);

function unfold() {
  form.querySelectorAll("[data-own]").forEach((radio) => { boxOf(radio).hidden = !radio.checked; });
}
form.querySelectorAll(".own").forEach((own) => { own.hidden = false; });
form.addEventListener("change", (event) => {
  unfold();
  if (event.target.matches("[data-own]:checked")) boxOf(event.target).focus();
});
form.addEventListener("submit", () => {
  form.querySelectorAll("[data-own]").forEach((radio) => { form.elements[radio.dataset.own].value = boxOf(radio).innerHTML; });
});
unfold();
