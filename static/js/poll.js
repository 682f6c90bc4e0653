// Live pages: [data-poll] holds the address that says what changed. 204: nothing; else parts with ids, and a new address.
// Only those parts change, and none that holds the focus; what is typed and the scroll position are never touched.
// Phones hear of a new phase within five seconds; [data-every] asks more often where one steers.
const MOST = 60000;
const live = document.querySelector("[data-poll]");
const EVERY = Number(live?.dataset.every ?? 4500);
let wait = EVERY;
let timer = 0;

// Phones of a room that were opened together must not ask together.
const jitter = (span) => span * (0.9 + Math.random() * 0.15);

function later() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(ask, jitter(wait));
}

function place(part) {
  const old = document.getElementById(part.id);
  if (!old) return;
  for (const { name, value } of part.attributes) if (name.startsWith("data-")) old.setAttribute(name, value);
  if (old.innerHTML === part.innerHTML || old.contains(document.activeElement)) return;
  old.replaceChildren(...part.childNodes);
  window.htmx?.process(old);
}

async function ask() {
  try {
    const answer = await fetch(live.dataset.poll, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    // Gone or no longer ours: the page says so itself when it is loaded next.
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
    wait = answer.ok ? EVERY : Math.min(wait * 2, MOST);
    if (answer.status === 200) {
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
      for (const part of [...parts]) place(part);
    }
  } catch {
    wait = Math.min(wait * 2, MOST);
  }
  later();
}

if (live) {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  later();
}
