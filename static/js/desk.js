// The desk beyond HTML: counts what is selected and marks the row whose card is open. Without it every form still works.

function countPicked(within) {
  const picked = within.querySelectorAll("[name=cards]:checked").length;
  for (const label of within.querySelectorAll("[data-picked]")) {
    const text = label.dataset.picked.replace("{count}", picked);
    if (picked && label.textContent !== text) label.textContent = text;
  }
  if (!picked) for (const menu of within.querySelectorAll("form [data-menu][open]")) menu.open = false;
}

const countAll = () => document.querySelectorAll("[data-picking]").forEach(countPicked);

function markOpenRow() {
  const open = document.querySelector("[data-card]")?.dataset.card;
  for (const row of document.querySelectorAll("[data-row]")) {
    row.classList.toggle("ib-qrow--cur", row.dataset.row === open);
    const link = row.querySelector("a");
    if (row.dataset.row === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".ib-check")) countAll();
});
// A reset clears the boxes after the event.
document.addEventListener("reset", () => setTimeout(countAll));
document.addEventListener("htmx:after:swap", () => {
  countAll();
  markOpenRow();
  // The button that was pressed may be gone or hidden; then the keyboard goes on from the head of the list.
  const active = document.activeElement;
  if (active === document.body || !active.getClientRects().length)
    document.querySelector("[data-focus-home]")?.focus({ preventScroll: true });
});
countAll();
