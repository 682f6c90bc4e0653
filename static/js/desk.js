// The desk beyond HTML: counts what is selected, keeps the card that is open, and says who else has which card open.
// Without it every form still works.

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

// The card that is open already is not fetched again: that would empty the reason that is being written for it.
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest(".ib-qrow__link[aria-current]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("panel").scrollIntoView({ block: "nearest" });
  },
  true,
);

// [data-attention]: a card that is shown here is said to be open, for as long as it is; the answer names those of others.
const ATTEND_EVERY = 15000;

function tell(place, who) {
  place.hidden = !who;
  place.querySelector("[data-who]").textContent = who ?? "";
}

async function attend() {
  const panel = document.querySelector("[data-attention]");
  if (!panel || document.hidden) return;
  const headers = { "X-CSRFToken": document.querySelector("[name=csrf_token]").value };
  try {
    const answer = await fetch(panel.dataset.attention, { method: "POST", headers });
    if (!answer.ok) return;
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-open]");
    const open = new Map([...parts].map((part) => [part.dataset.open, part.textContent]));
    for (const place of document.querySelectorAll("[data-open-row]")) tell(place, open.get(place.dataset.openRow));
    const note = document.getElementById("open-elsewhere");
    if (note) tell(note, open.get(document.querySelector("[data-card]").dataset.card));
  } catch {
    // Without a connection nobody is told anything; the next time will do.
  }
}

let attended = null;
function attendWhenNew() {
  const panel = document.querySelector("[data-attention]");
  if (panel?.dataset.card === attended) return;
  attended = panel?.dataset.card ?? null;
  attend();
}

if (document.querySelector("[data-picking] .ib-qrow")) {
  setInterval(attend, ATTEND_EVERY);
  document.addEventListener("visibilitychange", attend);
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".ib-check")) countAll();
});
// [data-pick-all] names a list: all of its boxes are ticked, or none where all were.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-pick-all]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const boxes = [...document.querySelectorAll(`${link.dataset.pickAll} .ib-check`)];
  const tick = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = tick;
  countAll();
});

// Where all that was shown is done, the next stretch comes by itself.
let asked = null;
function goOn() {
  const next = document.querySelector("#rows > :first-child [data-more]");
  // One answer is swapped in by several pieces.
  if (next && next !== asked) next.click();
  asked = next;
}

// A reset clears the boxes after the event.
document.addEventListener("reset", () => setTimeout(countAll));
document.addEventListener("htmx:after:swap", (event) => {
  countAll();
  markOpenRow();
  attendWhenNew();
  goOn();
  // What came by itself leaves the focus where it is.
  if (event.detail.ctx?.sourceElement?.dataset.quiet !== undefined) return;
  // The button that was pressed may be gone or hidden; then the keyboard goes on from the head of the list.
  const active = document.activeElement;
  if (active === document.body || !active.getClientRects().length)
    document.querySelector("[data-focus-home]")?.focus({ preventScroll: true });
});
countAll();
attendWhenNew();
