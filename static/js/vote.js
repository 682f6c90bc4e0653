// The ballot: buttons beside the number fields, points left at once, and a number that counts up with each change.
const paper = document.querySelector("[data-paper]");
const fields = [...(paper?.querySelectorAll("input[type=number]") ?? [])];
const budget = paper?.dataset.points ? Number(paper.dataset.points) : Infinity;
let last = 0;
// How it stands with the paper since the last change: waiting, saved, refused.
let standing = "";

const given = () => fields.reduce((sum, field) => sum + Number(field.value || 0), 0);
const sequence = () => document.querySelector("input[name=seq][form=paper]");

// What was said later has the higher number, also while an answer is still on its way.
function countUp() {
  const seq = sequence();
  if (!seq) return;
  last = Math.max(last + 1, Number(seq.value));
  seq.value = last;
}

function keepWithin(field) {
  const others = given() - Number(field.value || 0);
  const most = Math.min(Number(field.max), budget - others);
  field.value = Math.max(0, Math.min(Math.trunc(Number(field.value || 0)), most));
}

const says = (field) => (field.type === "number" || field.matches("select") || field.checked) && Number(field.value) !== 0;

function show() {
  const left = budget - given();
  for (const option of paper.querySelectorAll("[data-option]"))
    option.classList.toggle("ib-option--set", [...option.querySelectorAll("input:not([type=hidden]), select")].some(says));
  for (const field of fields) {
    const value = Number(field.value);
    for (const button of field.parentElement.querySelectorAll("[data-step]")) {
      button.hidden = false;
      const stuck = button.dataset.step < 0 ? value <= 0 : value >= Number(field.max) || left <= 0;
      // Not `disabled`: the focus would fall off the button that was just pressed for the last time.
      button.setAttribute("aria-disabled", String(stuck || field.matches(":disabled")));
    }
  }
  const number = document.querySelector("[data-left]");
  if (number && Number.isFinite(left)) number.textContent = left;
  const answered = document.querySelector("[data-given]");
  if (answered) answered.textContent = [...paper.querySelectorAll("[data-option]")].filter((option) => option.querySelector("input:checked") || Number(option.querySelector("select")?.value ?? 0)).length;
  document.querySelectorAll("[data-dots] i").forEach((dot, n) => dot.classList.toggle("is-set", n < left));
  const words = document.querySelector("[data-paper-words]");
  if (words && standing) words.textContent = words.dataset[standing];
}

// Before htmx collects the form: this listener runs on the way down.
paper?.addEventListener("change", (event) => {
  if (event.target.type === "number") keepWithin(event.target);
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

// The outbox says how it went with a paper. What was changed since then is not saved by it.
function hear({ detail: { how, item } }) {
  if (item.key !== paper.getAttribute("action") || (how !== "kept" && item.seq < last)) return;
  standing = { arrived: "saved", refused: "refused" }[how] ?? "waiting";
  show();
}

// The page may be older than what this phone has said last: a copy, or from before it went out.
async function recall() {
  const said = await outbox.get(paper.getAttribute("action"));
  if (!sequence() || !said || said.state === "refused" || said.seq < Number(sequence().value)) return;
  for (const [name, value] of said.fields)
    for (const field of paper.querySelectorAll(`[name="${name}"]:not([type=hidden])`))
      if (field.type === "number" || field.matches("select")) field.value = value;
      else field.checked = field.value === value;
  last = said.seq;
  sequence().value = last + 1;
  standing = said.state;
  show();
}

if (paper) {
  document.addEventListener("htmx:after:swap", show);
  show();
  if (typeof outbox !== "undefined") {
    document.addEventListener("outbox", hear);
    recall();
  }
}
