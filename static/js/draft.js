// form[data-draft]: what is typed survives reload, back button and a lost connection, with the token of its form, under
// the key in data-draft. It goes only when the server has said with X-Ack (or data-ack on the next page) that it is safe.
const keyOf = (form) => `draft:${form.dataset.draft}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? null;
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or full; then the draft lives as long as the page.
  }
}

function save(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  write(keyOf(form), Object.fromEntries(fields));
}

function restore(form) {
  const draft = read(keyOf(form));
  // A form that came back refused already holds the newest words.
  if (!draft || form.dataset.refused !== undefined) return;
  for (const [name, value] of Object.entries(draft)) {
    const field = form.elements.namedItem(name);
    if (!field || name === "csrf_token") continue;
    if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) continue;
    field.value = value;
    field.closest?.("details")?.toggleAttribute("open", Boolean(value) || field.closest("details").open);
  }
}

function acknowledge(token) {
  if (!token) return;
  try {
    sessionStorage.setItem("sent", token);
    for (const key of Object.keys(localStorage))
      if (key.startsWith("draft:") && read(key)?.token === token) localStorage.removeItem(key);
  } catch {
    // Nothing was kept, nothing is to be cleared.
  }
}

// A page without network is a copy: the token in its form may have been used long ago.
const begin = (form) => (form.elements.token.value = crypto.randomUUID());

function settle() {
  for (const done of document.querySelectorAll("[data-ack]")) acknowledge(done.dataset.ack);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (document.documentElement.dataset.copy !== undefined) begin(form);
    restore(form);
  }
  document.querySelectorAll("[data-left]").forEach(offer);
}

// [data-left]: the form is gone, because the room does something else now; what was typed is shown to be taken along.
function offer(place) {
  const draft = read(`draft:${place.dataset.left}`);
  const text = [draft?.title, draft?.text].filter(Boolean).join("\n\n");
  if (!text) return;
  const words = document.createElement("bdi");
  words.dir = "auto";
  words.textContent = text;
  place.querySelector("[data-words]").append(words);
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    await navigator.clipboard.writeText(text);
    button.querySelector(".kern-label").textContent = button.dataset.done;
  });
}

// What went into the outbox is safe there; the form is free for the next, unless somebody has typed on meanwhile.
function leave(form, item) {
  if (form.elements.token.value !== item.token) return;
  const isSame = [...new FormData(form)].every(([name, value]) => name === "csrf_token" || item.fields.some(([n, v]) => n === name && v === value));
  write(keyOf(form), null);
  if (isSame) form.reset();
  begin(form);
  if (!isSame) save(form);
}

for (const type of ["input", "change"])
  document.addEventListener(type, (event) => {
    const form = event.target.form;
    if (form?.dataset.draft) save(form);
  });

document.addEventListener("outbox", ({ detail: { how, item, form } }) => {
  if (how === "arrived") acknowledge(item.token);
  if (how === "waiting" && form?.dataset.draft) leave(form, item);
});
// data-least: from so many characters on it is worth asking what others have said.
document.addEventListener("htmx:before:request", (event) => {
  const { least } = event.target.dataset ?? {};
  const typed = document.getElementById("title")?.value.trim() ?? "";
  if (least && (typed.length < Number(least) || !navigator.onLine)) event.preventDefault();
});
document.addEventListener("htmx:after:request", (event) => acknowledge(event.detail.ctx.response.headers.get("X-Ack")));
// The back button may bring the page from the browser's memory, where the form still holds what was sent.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-draft]"))
    if (form.elements.token?.value === sessionStorage.getItem("sent")) location.reload();
});
settle();
