// The ballot: buttons beside the number fields, points left at once, and a number that counts up with each change.
const paper = document.querySelector("[data-paper]");
const fields = [...(paper?.querySelectorAll("input[type=number]") ?? [])];
const budget = paper?.dataset.points ? Number(paper.dataset.points) : Infinity;
let last = 0;

const given = () => fields.reduce((sum, field) => sum + Number(field.value || 0), 0);

// What was said later has the higher number, also while an answer is still on its way.
function countUp() {
  const seq = paper.ownerDocument.querySelector("input[name=seq][form=paper]");
  if (!seq) return;
  last = Math.max(last + 1, Number(seq.value));
  seq.value = last;
}

function keepWithin(field) {
  const others = given() - Number(field.value || 0);
  const most = Math.min(Number(field.max), budget - others);
  field.value = Math.max(0, Math.min(Math.trunc(Number(field.value || 0)), most));
}

function show() {
  const left = budget - given();
  for (const field of fields) {
    const value = Number(field.value);
    field.closest("[data-option]").classList.toggle("ib-option--set", value > 0);
    for (const button of field.parentElement.querySelectorAll("[data-step]")) {
      button.hidden = false;
      const stuck = button.dataset.step < 0 ? value <= 0 : value >= Number(field.max) || left <= 0;
      // Not `disabled`: the focus would fall off the button that was just pressed for the last time.
      button.setAttribute("aria-disabled", String(stuck || field.matches(":disabled")));
    }
  }
  const number = document.querySelector("[data-left]");
  if (number && Number.isFinite(left)) number.textContent = left;
  document.querySelectorAll("[data-dots] i").forEach((dot, n) => dot.classList.toggle("is-set", n < left));
}

// Before htmx collects the form: this listener runs on the way down.
paper?.addEventListener("change", (event) => {
  if (event.target.type === "number") keepWithin(event.target);
  else event.target.closest("[data-option]")?.classList.toggle("ib-option--set", event.target.checked && Number(event.target.value) !== 0);
  countUp();
  show();
}, true);

paper?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const field = button.parentElement.querySelector("input");
  field.value = Number(field.value || 0) + Number(button.dataset.step);
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("htmx:after:swap", () => paper && show());

if (paper) show();
