// The matrix beyond HTML: a token that is dragged, or moved by arrow keys, sets the two selects of its row and sends them;
// what others say comes by itself, but never over what is being chosen.
(() => {
  const PAUSE = 700;
  const EVERY = 2000;
  const MOST = 30000;
  let held = null;
  let timer = 0;

  const form = (token) => document.getElementById(`form-${token.dataset.token}`);
  const select = (token, name) => form(token).elements[name];
  const grade = (share) => Math.min(5, Math.max(1, Math.floor(share * 5) + 1));
  const place = (token, x, y) => token.setAttribute("transform", `translate(${x} ${y})`);

  // Where the field lies in the drawing.
  function field() {
    const rect = document.querySelector("[data-matrix] .m-field");
    return Object.fromEntries(["x", "width", "height"].map((name) => [name, Number(rect.getAttribute(name))]));
  }

  function at(event) {
    const svg = held.ownerSVGElement;
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  function settle(token) {
    const [effort, impact] = ["effort", "impact"].map((name) => Number(select(token, name).value));
    const { x, width, height } = field();
    place(token, x + ((effort - 0.5) / 5) * width, height - ((impact - 0.5) / 5) * height);
  }

  const send = (token) => form(token).requestSubmit();

  document.addEventListener("pointerdown", (event) => {
    held = event.target.closest?.("[data-token]") ?? null;
    if (!held || event.button) return (held = null);
    held.setPointerCapture(event.pointerId);
    held.dataset.from = held.getAttribute("transform");
    event.preventDefault();
    held.focus({ preventScroll: true });
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { x, y } = at(event);
    held.dataset.moved = "";
    place(held, x, y);
  });

  function drop(event) {
    if (!held) return;
    const [token, { x, y }] = [held, at(event)];
    const moved = "moved" in token.dataset;
    held = null;
    delete token.dataset.moved;
    if (!moved) return;
    const { x: left, width, height } = field();
    if (event.type === "pointercancel" || y > height + 30) return token.setAttribute("transform", token.dataset.from);
    select(token, "effort").value = grade((x - left) / width);
    select(token, "impact").value = grade((height - y) / height);
    settle(token);
    send(token);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  const ARROWS = { ArrowUp: ["impact", 1], ArrowDown: ["impact", -1], ArrowRight: ["effort", 1], ArrowLeft: ["effort", -1] };

  document.addEventListener("keydown", (event) => {
    const token = event.target.closest?.("[data-token]");
    if (!token) return;
    if (ARROWS[event.key]) {
      const [name, by] = ARROWS[event.key];
      for (const one of ["impact", "effort"]) if (!select(token, one).value) select(token, one).value = 3;
      select(token, name).value = Math.min(5, Math.max(1, Number(select(token, name).value) + by));
      settle(token);
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE, token);
    } else if (event.key === "Enter" || event.key === " ") select(token, "impact").focus();
    else return;
    event.preventDefault();
  });

  // --- What the others said meanwhile. The order of the list stays as it is while one looks at it.
  const saved = (one) => ([...one.options].find((option) => option.defaultSelected) ?? one.options[0]).value;
  const isTouched = (form) => [...form.querySelectorAll("select")].some((one) => one.value !== saved(one));

  function renew(row, fresh) {
    if (!fresh.querySelector("[name=clusters]")) row.querySelector("[name=clusters]")?.remove();
    const [mine, theirs] = [row, fresh].map((one) => one.querySelector("form"));
    // What was chosen and not saved yet stays; saving it says what the other one set meanwhile.
    if (isTouched(mine) || mine.contains(document.activeElement)) return;
    mine.replaceWith(theirs);
    window.htmx.process(theirs);
  }

  function move(token, fresh) {
    if (!token.dataset.token || token === held || isTouched(form(token))) return;
    for (const name of ["class", "transform", "aria-label"]) token.setAttribute(name, fresh.getAttribute(name));
    token.replaceChildren(...fresh.childNodes);
  }

  // Pairs what is shown with what came: what is new is added, what is gone goes, the rest is given to `meet`.
  function pair(place, parts, meet) {
    const gone = new Map([...place.children].filter((one) => one.id).map((one) => [one.id, one]));
    for (const part of [...parts.children].filter((one) => one.id)) {
      const mine = gone.get(part.id);
      gone.delete(part.id);
      if (mine) meet(mine, part);
      else window.htmx.process(place.appendChild(part));
    }
    for (const one of gone.values()) if (!one.contains(document.activeElement)) one.remove();
  }

  function show(fresh, mine) {
    // Where the first cluster came or the last one went, there is nothing yet that could be kept.
    if (!fresh.querySelector("ol") || !mine.querySelector("ol")) return mine.replaceWith(fresh);
    mine.dataset.changes = fresh.dataset.changes;
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (old && old.innerHTML !== part.innerHTML && !old.contains(document.activeElement)) old.replaceChildren(...part.childNodes);
    }
    pair(mine.querySelector("[data-matrix]"), fresh.querySelector("[data-matrix]"), move);
    pair(mine.querySelector("ol"), fresh.querySelector("ol"), renew);
  }

  const board = () => document.getElementById("priorities");
  let wait = EVERY;
  let busy = 0;
  // How often something of one's own was sent: what was read before that is not shown after it.
  let own = 0;

  async function ask() {
    const asked = board().dataset.changes;
    const before = busy ? -1 : own;
    try {
      const answer = await fetch(asked, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
      wait = answer.ok ? EVERY : Math.min(wait * 2, MOST);
      const text = answer.status === 200 ? await answer.text() : "";
      // What came while something of one's own was on its way is asked for once more.
      if (text && before === own && !busy && !held && asked === board().dataset.changes)
        show(new DOMParser().parseFromString(text, "text/html").getElementById("priorities"), board());
    } catch {
      wait = Math.min(wait * 2, MOST);
    }
    setTimeout(ask, document.hidden ? wait * 5 : wait);
  }

  // What one chose in another row while the answer was on its way is chosen still.
  let chosen = [];
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const rows = [...board().querySelectorAll("form[id]")].filter((one) => one !== detail.ctx.sourceElement && isTouched(one));
    chosen = rows.flatMap((row) => [...row.querySelectorAll("select")].map((one) => [one.id, one.value]));
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const [id, value] of chosen) if (document.getElementById(id)) document.getElementById(id).value = value;
  });

  document.addEventListener("htmx:before:request", () => {
    busy += 1;
    own += 1;
  });
  document.addEventListener("htmx:finally:request", () => (busy = Math.max(0, busy - 1)));
  setTimeout(ask, EVERY);
})();
