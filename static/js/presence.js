// [data-here]: a phone says that it shows a page of the room, for as long as it does. It waits for no answer.
(() => {
  const room = document.querySelector("[data-here]");
  const EVERY = 45000;
  // Somebody who turns the pages need not say it on each.
  const SAID = "here";

  function last() {
    try {
      return Number(sessionStorage.getItem(SAID) ?? 0);
    } catch {
      return 0;
    }
  }

  function say() {
    if (document.hidden || Date.now() - last() < EVERY / 2) return;
    try {
      sessionStorage.setItem(SAID, Date.now());
    } catch {
      // Storage may be forbidden; then it is said on each page.
    }
    fetch(room.dataset.here, { method: "POST", headers: { "X-CSRFToken": room.dataset.token } }).catch(() => {});
  }

  if (room) {
    setInterval(say, EVERY);
    document.addEventListener("visibilitychange", say);
    say();
  }
})();
