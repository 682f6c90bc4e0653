// The cluster board beyond HTML: dragging, single keys, and what another coordinator moves. Each of them presses the
// buttons of the page; without this file selecting and pressing them does the same.
(() => {
  const EVERY = 1200;
  const MOST = 30000;
  const SEARCHES = { q: "unsorted-search", in: "within-search" };
  const right = () => document.getElementById("bundles");
  const left = () => document.getElementById("unsorted-list");
  // Not a click: Sortable swallows the first one after a drag.
  const press = (id) => document.getElementById(id)?.dispatchEvent(new Event("dropped"));
  const boxes = () => [...document.querySelectorAll("[data-drag] .ib-check")];
  let busy = 0;
  // How often something of one's own was sent: what was read before that is not shown after it.
  let own = 0;
  let dragging = false;

  // --- One list into another, item by item: what stays the same stays where it is, with its focus and its tick.
  const passing = / (open|checked|draggable|data-htmx-powered|style)="[^"]*"| ?\b(htmx-[a-z]+|ib-drag\w*|is-target)\b/g;
  const plain = (item) => item.outerHTML.replace(passing, "").replace(/ class=""|\s+/g, " ");

  function takeOver(mine, item) {
    for (const box of mine.querySelectorAll(".ib-check:checked")) {
      const same = item.querySelector(`#${box.id}`);
      if (same) same.checked = true;
    }
    const [was, is] = [mine.querySelector("details"), item.querySelector("details")];
    if (was && is) is.open = was.open;
    const held = mine.contains(document.activeElement) ? document.activeElement.id : "";
    mine.replaceWith(item);
    window.htmx.process(item);
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  }

  function weave(list, fresh) {
    const known = new Map([...list.children].filter((item) => item.id).map((item) => [item.id, item]));
    const stays = new Set();
    let last = null;
    for (const item of [...fresh.children]) {
      let mine = item.id && known.get(item.id);
      known.delete(item.id);
      if (!mine) {
        if (last) last.after(item);
        else list.prepend(item);
        window.htmx.process(item);
        mine = item;
      } else if (plain(mine) !== plain(item)) {
        takeOver(mine, item);
        mine = item;
      }
      stays.add((last = mine));
    }
    for (const item of [...list.children]) if (!stays.has(item)) item.remove();
  }

  // --- What another coordinator did: asked for again and again, put in where nothing is being done.
  const live = () => document.getElementById("board-live");
  let wait = EVERY;

  // What is searched for by now, not when the address was written into the page.
  function searched(address) {
    const url = new URL(address, location.href);
    for (const [name, id] of Object.entries(SEARCHES)) url.searchParams.set(name, document.getElementById(id).value);
    return url;
  }

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET") ctx.request.action = searched(ctx.request.action).href;
  });

  function address() {
    const url = searched(live().dataset.changes);
    if (document.querySelector("[data-near]")) url.searchParams.set("near", 1);
    url.searchParams.set("shown", left().querySelectorAll(":scope > [id]").length);
    for (const one of document.querySelectorAll("[data-full]")) url.searchParams.append("open", one.dataset.bundle);
    return url;
  }

  function put(part) {
    const old = document.getElementById(part.id);
    if (!old) return;
    if (old === right() || old === left()) return weave(old, part);
    if (old === live()) old.dataset.changes = part.dataset.changes;
    else if (plain(old) !== plain(part) && !old.contains(document.activeElement)) {
      old.replaceChildren(...part.childNodes);
      window.htmx.process(old);
    }
  }

  function say(text) {
    const note = document.createElement("p");
    note.className = "ib-note is-late ib-note--text";
    note.textContent = text;
    document.getElementById("messages").replaceChildren(note);
  }

  async function ask() {
    try {
      const asked = address();
      const before = busy ? -1 : own;
      const answer = await fetch(asked, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
      wait = answer.ok ? EVERY : Math.min(wait * 2, MOST);
      const text = answer.status === 200 ? await answer.text() : "";
      // What came while something of one's own was on its way is asked for once more.
      if (text && before === own && !busy && !dragging && asked.href === address().href) {
        const picked = boxes().filter((box) => box.checked).length;
        const parts = new DOMParser().parseFromString(text, "text/html").body.children;
        for (const part of [...parts]) put(part);
        if (boxes().filter((box) => box.checked).length < picked) say(live().dataset.taken);
        document.dispatchEvent(new Event("board:changed"));
      }
    } catch {
      wait = Math.min(wait * 2, MOST);
    }
    setTimeout(ask, document.hidden ? wait * 5 : wait);
  }

  document.addEventListener("htmx:before:request", () => {
    busy += 1;
    own += 1;
  });
  document.addEventListener("htmx:finally:request", () => (busy = Math.max(0, busy - 1)));

  // --- Dragging selects, and presses the button of the place where the hand lets go.
  const point = (event) => event.changedTouches?.[0] ?? event.touches?.[0] ?? event;

  function placeAt(event) {
    const { clientX, clientY } = point(event);
    return document.elementFromPoint(clientX, clientY)?.closest("[data-bundle], #unsorted, #new");
  }

  function mark(place) {
    for (const one of document.querySelectorAll(".is-target")) if (one !== place) one.classList.remove("is-target");
    place?.classList.add("is-target");
  }

  const follow = (event) => mark(placeAt(event));

  function begin({ item }) {
    dragging = true;
    const own = item.querySelector(".ib-check");
    if (!own.checked) for (const box of boxes()) box.checked = box === own;
    own.dispatchEvent(new Event("change", { bubbles: true }));
    for (const box of boxes()) box.closest("li").classList.toggle("ib-dragged", box.checked);
    document.addEventListener("pointermove", follow);
    document.addEventListener("touchmove", follow);
  }

  function end({ originalEvent, from }) {
    dragging = false;
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("touchmove", follow);
    for (const one of document.querySelectorAll(".ib-dragged")) one.classList.remove("ib-dragged");
    const place = placeAt(originalEvent);
    mark(null);
    if (place?.id === "new") openMenu(place);
    else if (place?.id === "unsorted" && from !== left()) press("unsort");
    else if (place?.dataset.bundle && place !== from.closest("[data-bundle]")) press(`here-${place.dataset.bundle}`);
  }

  // The policy of the page refuses a copy with a style attribute; Sortable gives the copy its place afterwards.
  function copyPlainly({ item }) {
    item.cloneNode = (deep) => {
      const style = item.style.cssText;
      item.removeAttribute("style");
      const copy = Node.prototype.cloneNode.call(item, deep);
      item.style.cssText = style;
      return copy;
    };
  }

  // Sortable leaves styles behind, which a later swap would copy.
  function tidy() {
    setTimeout(() => document.querySelectorAll("[data-drag] [style]").forEach((one) => one.removeAttribute("style")));
  }

  function letDrag() {
    for (const list of document.querySelectorAll("[data-drag]")) {
      if (window.Sortable.get(list)) continue;
      window.Sortable.create(list, {
        group: { name: "board", pull: true, put: false },
        sort: false,
        draggable: "li:has(.ib-check)",
        filter: "button",
        preventOnFilter: false,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 5,
        delay: 180,
        delayOnTouchOnly: true,
        scroll: true,
        bubbleScroll: true,
        dragClass: "ib-drag",
        onChoose: copyPlainly,
        onUnchoose: tidy,
        onStart: begin,
        onEnd: end,
      });
    }
  }

  // --- Single keys, off where one turns them off.
  function openMenu(menu) {
    menu.open = true;
    menu.querySelector("input, button")?.focus();
  }

  function areOn() {
    try {
      return localStorage.getItem("keys") !== "off";
    } catch {
      return true;
    }
  }

  function step(by) {
    const all = boxes().filter((box) => box.getClientRects().length);
    const place = all.indexOf(document.activeElement);
    const next = all[place < 0 ? 0 : place + by];
    next?.focus({ preventScroll: true });
    next?.closest("li").scrollIntoView({ block: "nearest" });
  }

  // A letter goes to the first cluster that begins with it, and on to the next one.
  function choose(list, letter) {
    const fit = [...list.querySelectorAll("[data-letter]")].filter((one) => one.dataset.letter.startsWith(letter));
    fit[(fit.indexOf(document.activeElement) + 1) % fit.length]?.focus();
  }

  function pressKey(key) {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target?.getClientRects().length) return;
    if (target.matches("summary")) openMenu(target.parentElement);
    else if (target.matches("input")) target.focus();
    else target.click();
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches("textarea, select, input:not([type=checkbox])") || !areOn()) return;
    const letters = target.closest("[data-letters]");
    if (letters && /^[a-z]$/i.test(key)) choose(letters, key.toUpperCase());
    else if (key === "?") openMenu(document.getElementById("keys"));
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if ("mnuz/".includes(key)) pressKey(key);
    else return;
    event.preventDefault();
  });

  const keys = document.getElementById("keys");
  keys.hidden = false;
  const toggle = keys.querySelector("[data-keys-switch]");
  toggle.checked = areOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", toggle.checked ? "on" : "off");
    } catch {
      // Storage may be forbidden; then they stay on.
    }
  });

  document.addEventListener("htmx:after:swap", letDrag);
  document.addEventListener("board:changed", letDrag);
  letDrag();
  setTimeout(ask, EVERY);
})();
