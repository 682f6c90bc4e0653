// The matrix beyond HTML: a token that is dragged, or moved by arrow keys, sets the two selects of its row and sends them.
(() => {
  const PAUSE = 700;
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
})();
