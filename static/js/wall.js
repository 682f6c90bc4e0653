// The wall: asks every second what it is to show and puts in the parts that differ. Without network it keeps the last
// picture and says since when. Nothing here moves but a card that has just arrived.
(() => {
  const EVERY = 1000;
  const MOST = 8000;
  // A missed answer or two is nothing to speak of.
  const PATIENCE = 4000;
  const root = document.documentElement;
  const said = document.getElementById("said");
  const lost = document.getElementById("lost");
  const seen = new Set();
  let heard = Date.now();
  let wait = EVERY;
  let voice = 0;

  const wall = () => document.getElementById("wall");

  // How many rem high the wall is, so that the server can fill it with whole cards.
  const height = () => Math.floor(innerHeight / parseFloat(getComputedStyle(document.documentElement).fontSize));

  // In peace: when much happens at once, only the last sentence is said.
  function say(text) {
    clearTimeout(voice);
    voice = setTimeout(() => {
      if (said.textContent !== text) said.textContent = text;
    }, 1500);
  }

  // A part with a key of its own is the same as long as the key is: a running clock is not set again.
  const same = (old, part) => (old.dataset.key ? old.dataset.key === part.dataset.key : old.outerHTML === part.outerHTML);

  function draw(picture) {
    for (const part of picture.querySelectorAll(":scope > [id], #wall-timer")) {
      const old = document.getElementById(part.id);
      if (old && same(old, part)) part.replaceWith(old);
    }
    for (const card of picture.querySelectorAll("[data-card]"))
      card.classList.toggle("is-entering", card.matches(".ib-wallcard--new") && !seen.has(card.dataset.card));
    wall().replaceWith(picture);
    look();
    say(picture.dataset.said);
  }

  function look() {
    for (const card of document.querySelectorAll("[data-card]")) seen.add(card.dataset.card);
  }

  function complain() {
    if (Date.now() - heard < PATIENCE || !lost.hidden) return;
    const text = lost.querySelector("[data-lost]");
    const how = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" };
    const time = new Date(heard).toLocaleTimeString(root.lang, how);
    text.textContent = text.dataset.lost.replace("{time}", time);
    lost.hidden = false;
    say(text.textContent);
  }

  function calmDown() {
    heard = Date.now();
    wait = EVERY;
    if (lost.hidden) return;
    lost.hidden = true;
    say(wall().dataset.said);
  }

  async function ask() {
    try {
      const address = new URL(wall().dataset.poll, location.href);
      address.searchParams.set("height", height());
      const answer = await fetch(address, { signal: AbortSignal.timeout(5000) });
      // What lacks this comes from a captive portal, whatever its code.
      if (!answer.headers.has("X-Ideenboard")) throw new TypeError("not our server");
      // The room has another code now; the page says so itself.
      if (answer.status === 404) return location.reload();
      if (!answer.ok) throw new TypeError(`${answer.status}`);
      if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        draw(document.adoptNode(page.getElementById("wall")));
      }
      calmDown();
    } catch {
      wait = Math.min(wait * 2, MOST);
      complain();
    }
    setTimeout(ask, wait);
  }

  look();
  ask();
})();
