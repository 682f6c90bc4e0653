// What the layouts need beyond HTML. Behaviour hangs on data attributes; without this file every page still works.

// data-theme-switch: light, dark or like the device, remembered here only.
const root = document.documentElement;

function markTheme() {
  const chosen = root.dataset.kernTheme ?? "";
  for (const group of document.querySelectorAll("[data-theme-switch]")) group.hidden = false;
  for (const button of document.querySelectorAll("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
}

function chooseTheme(theme) {
  if (theme) root.dataset.kernTheme = theme;
  else delete root.dataset.kernTheme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Storage may be forbidden; then the choice holds for this page.
  }
  markTheme();
}

// data-menu: a floating menu closes on Escape and on a click elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]"))
    if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-theme-choice]");
  if (choice) chooseTheme(choice.dataset.themeChoice);
  closeMenus(event.target);
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// data-focus: what an answer brings to be read first (errors, a confirmation) takes the focus, once: a later swap
// elsewhere on the page must not pull it back.
function focusErrors(within) {
  const first = within.querySelector?.("[data-focus]");
  first?.removeAttribute("data-focus");
  first?.focus();
}

// data-more: after "show more" the focus goes on with the first new entry instead of falling to the top of the page.
let beforeMore = null;
document.addEventListener("htmx:before:request", (event) => {
  const pager = event.target.closest?.("[data-more]")?.closest(".ib-pager");
  if (pager) beforeMore = { list: pager.parentElement, index: [...pager.parentElement.children].indexOf(pager) };
});

document.addEventListener("htmx:after:swap", () => {
  focusErrors(document);
  const entry = beforeMore?.list.children[beforeMore.index];
  beforeMore = null;
  const target = entry?.querySelector("a[href], button") ?? entry;
  target?.focus({ preventScroll: true });
});

// data-swap: the buttons of this form bring an address each; what it answers takes the place of the button.
document.addEventListener("submit", (event) => {
  const button = event.target.matches("[data-swap]") && event.submitter;
  if (!button) return;
  event.preventDefault();
  htmx.ajax("POST", button.getAttribute("formaction"), { source: button, target: button, swap: "outerHTML" });
});

// A request that never arrived must not end in silence: the page says so where all messages stand.
// data-quiet: what is only an offer may fail unheard.
document.addEventListener("htmx:error", (event) => {
  if (event.target.dataset?.quiet !== undefined) return;
  const region = document.getElementById("messages");
  if (!region) return;
  const note = document.createElement("p");
  note.className = "ib-note is-late ib-note--text";
  note.textContent = region.dataset.unreachable;
  region.replaceChildren(note);
  // On a phone the button may be a screen below the messages.
  note.scrollIntoView({ block: "center" });
});

// data-said: what happens elsewhere on a page of the phone is read out where its messages are, each change once.
const voice = document.querySelector("[data-voice]");
const told = new Map();
let speaking = 0;

function listen() {
  const news = [];
  for (const place of document.querySelectorAll("[data-said]")) {
    const words = place.innerText.trim();
    if (words !== told.get(place)) news.push(words);
    told.set(place, words);
  }
  if (news.join("")) voice.textContent = news.join(" ");
}

if (voice) {
  // What stood there from the beginning is read with the page.
  for (const place of document.querySelectorAll("[data-said]")) told.set(place, place.innerText.trim());
  const soon = () => {
    clearTimeout(speaking);
    speaking = setTimeout(listen, 150);
  };
  for (const place of told.keys()) new MutationObserver(soon).observe(place, { childList: true, subtree: true, characterData: true });
}

markTheme();
focusErrors(document);
