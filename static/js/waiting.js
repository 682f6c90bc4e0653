// How it stands with what this phone has to send, in words: one note on every page, and each item where they are listed.
(() => {
  const note = document.querySelector("[data-outbox-note]");
  const list = document.querySelector("[data-outbox-list]");
  // Before everything is deleted a text can still be taken along.
  const isLast = document.querySelector("[data-outbox-only]") !== null;
  const isCopy = document.documentElement.dataset.copy !== undefined;
  const ACTS = { waiting: ["edit", "copy", "drop"], refused: ["again", "copy", "drop"], dropped: ["undo"], arrived: ["receipt"] };
  // What this page has seen arrive or thrown away: gone from the outbox, and still to be read here.
  const seen = new Map();

  // A photo that is held until its text is safe waits like the text.
  const told = (item) => (item.state === "held" ? { ...item, state: "waiting" } : item);

  const isOpen = ({ state }) => state === "waiting" || state === "refused";
  const isText = ({ what }) => !["vote", "support", "photo"].includes(what);

  function wanted(items) {
    const waiting = items.filter(({ state }) => state === "waiting");
    if (waiting.length && navigator.onLine) return "trying";
    if (waiting.length) return waiting.some(isText) ? "safe" : waiting.some(({ blob }) => blob) ? "safe-photo" : "safe-vote";
    if (items.some(({ state }) => state === "refused")) return "refused";
    if (items.some(({ state }) => state === "arrived")) return "saved";
    if (!navigator.onLine) return "offline";
    return isCopy ? "copy" : "";
  }

  function showNote(items) {
    const name = wanted(items);
    const box = note.querySelector(".ib-note");
    const place = box.querySelector("[data-place]");
    const before = place.textContent;
    const words = note.querySelector(`template[data-words="${name}"]`);
    box.hidden = !words;
    place.replaceChildren(...(words ? [words.content.cloneNode(true)] : []));
    if (!words) return false;
    box.className = `ib-note is-${words.dataset.tone}`;
    const icon = box.querySelector("use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#i-${words.dataset.icon}`));
    const count = place.querySelector("[data-count]");
    if (count) count.textContent = items.filter(({ state }) => state === "arrived").length;
    const link = box.querySelector("[data-waits]");
    if (link) link.hidden = !items.some(isOpen);
    return before !== place.textContent;
  }

  function cardOf(item) {
    const card = list.querySelector("template").content.cloneNode(true).firstElementChild;
    const acts = item.status === 422 ? ["edit", "copy", "drop"] : ACTS[item.state];
    const isEditable = item.draft && item.what !== "comment";
    card.dataset.key = item.key;
    card.classList.toggle("ib-card--waiting", item.state === "waiting");
    for (const mark of card.querySelectorAll("[data-what]")) if (mark.dataset.what !== item.what) mark.remove();
    for (const tag of card.querySelectorAll("[data-state]")) if (tag.dataset.state !== item.state) tag.remove();
    for (const act of card.querySelectorAll("[data-act]")) {
      const name = act.dataset.act;
      const fits = { edit: isEditable && !isLast, copy: isText(item) && (item.state === "refused" || isLast || !isEditable), receipt: Boolean(item.to), drop: item.state === "refused" || Boolean(item.blob) }[name] ?? true;
      if (!acts.includes(name) || !fits) act.remove();
      else if (name === "receipt") act.href = item.to;
    }
    const words = { text: item.text, more: item.more, answer: item.state === "refused" && item.said };
    for (const [name, text] of Object.entries(words)) {
      const place = card.querySelector(`[data-${name}]`);
      if (text) place.textContent = text;
      else place.closest("p").remove();
    }
    const time = card.querySelector("time");
    const when = new Date(item.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hourCycle: "h23" });
    time.textContent = time.dataset.written.replace("{time}", when);
    return card;
  }

  function showList(items) {
    list.replaceChildren(list.querySelector("template"), ...items.map(cardOf));
    list.hidden = !items.length;
    for (const empty of document.querySelectorAll("[data-outbox-empty]")) empty.hidden = items.length > 0;
    for (const only of document.querySelectorAll("[data-outbox-only]")) only.hidden = !items.some(isOpen);
  }

  async function show() {
    const stored = (await outbox.all()).filter(({ state }) => state !== "saved").map(told);
    for (const { key } of stored) seen.delete(key);
    const items = [...stored, ...seen.values()];
    if (list) showList(items);
    return note ? showNote(items) : false;
  }

  const acts = {
    edit(item) {
      localStorage.setItem(`draft:${item.draft}`, JSON.stringify(Object.fromEntries(item.fields)));
      return outbox.change(item, null).then(() => location.assign(item.from));
    },
    async copy(item, button) {
      await navigator.clipboard.writeText([item.text, item.more].filter(Boolean).join("\n\n"));
      button.querySelector(".kern-label").textContent = button.dataset.done;
    },
    async again(item) {
      await outbox.change(item, { ...item, state: "waiting" });
      outbox.flush();
    },
    async drop(item) {
      await outbox.change(item, null);
      seen.set(item.key, { ...item, state: "dropped" });
    },
    undo: (item) => outbox.keep({ ...item, state: "refused" }),
  };

  list?.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    const { key } = button.closest("[data-key]").dataset;
    await acts[button.dataset.act]((await outbox.get(key)) ?? seen.get(key), button);
    if (button.dataset.act !== "copy") await show();
  });

  /** The button of a support says itself how it stands; the number beside it comes with the next page. */
  function mark({ url, what }, how) {
    const button = what === "support" && document.querySelector(`[formaction="${url}"]`);
    if (!button) return;
    button.querySelector("[data-wait]")?.remove();
    if (how === "arrived") button.setAttribute("aria-pressed", String(!url.endsWith("/removal")));
    if (how !== "waiting") return;
    const words = document.createElement("span");
    words.dataset.wait = "";
    words.textContent = document.getElementById("support").dataset.waiting;
    button.append(words);
  }

  document.addEventListener("outbox", async ({ detail: { how, item, form, to } }) => {
    if (how === "kept") return;
    mark(item, how);
    // What was sent from this page says so where it was sent.
    const isHere = form || document.querySelector(`[data-paper][action="${item.key}"]`);
    if (how === "arrived" && !isHere) seen.set(item.key, { ...item, state: "arrived", to });
    const isNew = await show();
    // On a phone the button may be a screen below the note.
    if (form && isNew) note.scrollIntoView({ block: "center" });
  });
  for (const type of ["online", "offline"]) addEventListener(type, show);
  show();
})();
