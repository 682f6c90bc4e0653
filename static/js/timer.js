// [data-ends]: a moment that comes nearer. The clock that counts is the server's: [data-now] is what it said when the part
// was made. The element counts down itself, or in its [data-left]; data-at-end hides or shows it then.
// Without this file the page says until when.
(() => {
  const offsets = new WeakMap();
  const announced = new Set();

  function secondsLeft(element) {
    const { now, ends } = element.dataset;
    if (offsets.get(element)?.now !== now) offsets.set(element, { now, offset: Date.parse(now) - Date.now() });
    return Math.ceil((Date.parse(ends) - Date.now() - offsets.get(element).offset) / 1000);
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function announce(element) {
    const said = element.parentElement.querySelector("[data-over]");
    if (said) write(said, said.dataset.over);
    element.classList.add("is-up");
    const voice = element.closest("[id]")?.querySelector("[data-announce]") ?? document.querySelector("[data-announce]");
    // Once for each end: a part that is made anew must not say it again.
    if (!voice || announced.has(element.dataset.ends)) return;
    announced.add(element.dataset.ends);
    write(voice, said?.dataset.over ?? "");
  }

  function show(element) {
    const left = secondsLeft(element);
    if (element.dataset.atEnd) {
      element.hidden = left > 0 === (element.dataset.atEnd === "show");
      const words = element.querySelector("[data-left]");
      if (words) write(words, `, ${words.dataset.left.replace("{time}", clock(Math.max(left, 0)))}`);
      return;
    }
    write(element, clock(Math.max(left, 0)));
    if (left <= 0) announce(element);
  }

  function tick() {
    document.querySelectorAll("[data-ends]").forEach(show);
  }

  setInterval(tick, 500);
  tick();
})();
