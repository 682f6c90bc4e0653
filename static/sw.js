// The service worker of a participant's phone, served at /sw.js: pages come from the network, and as they were last seen
// where there is none. Kept are only pages that the server marks as this phone's own (X-Keep), and the files they name.
const PAGES = "pages-1";
const FILES = "files-1";
const OFFLINE = "/offline";
// The Wi-Fi of a full hall rarely says no, it says nothing: after this long a copy is better than a blank screen.
const PATIENCE = 5000;
let cameFrom = "";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", (event) => event.waitUntil(prepare(event.data)));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function takeOver() {
  for (const name of await caches.keys()) if (name !== PAGES && name !== FILES) await caches.delete(name);
  await clients.claim();
}

/** What a page asks for after it was loaded: fonts of this visit, and pages to have before they are needed. */
async function prepare({ files, pages }) {
  await keepFiles(files);
  for (const address of pages) if (!(await lastSeen(address))) await fetchAhead(address);
}

async function fetchAhead(address) {
  const answer = await fetch(address, { headers: { "X-Ahead": "1" } });
  await keepPage([address, answer.url], answer);
}

async function page(event) {
  const { url } = event.request;
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keepVisited(url, answer.clone())).catch(() => {}));
  const copy = await lastSeen(url);
  const slow = copy && new Promise((done) => setTimeout(done, PATIENCE, copy));
  try {
    return await (slow ? Promise.race([fresh, slow]) : fresh);
  } catch {
    return copy ?? (await lastSeen(OFFLINE)) ?? Response.error();
  }
}

/** A page that another address led to is kept under both: a tab that leads on, or a QR code that is scanned again. */
async function keepVisited(address, answer) {
  const addresses = cameFrom ? [address, cameFrom] : [address];
  cameFrom = answer.type === "opaqueredirect" ? address : "";
  await keepPage(addresses, answer);
}

async function keepPage(addresses, answer) {
  if (!answer.headers.get("X-Keep")) return;
  const text = await answer.text();
  const store = await caches.open(PAGES);
  for (const address of new Set(addresses)) await store.put(address, new Response(text, { headers: answer.headers }));
  await keepFiles(text.match(/\/static\/[^"#\s]+/g) ?? []);
}

/** A file stays as long as its content: the one with a new mark in its address takes the place of the old. */
async function keepFiles(names) {
  const store = await caches.open(FILES);
  for (const name of new Set(names)) {
    const url = new URL(name, location.origin);
    if (await store.match(url)) continue;
    const answer = await fetch(url);
    if (!answer.ok) continue;
    for (const old of await store.keys()) if (new URL(old.url).pathname === url.pathname) await store.delete(old);
    await store.put(url, answer);
  }
}

async function file(request) {
  return (await caches.match(request, { cacheName: FILES, ignoreVary: true })) ?? fetch(request);
}

/** The copy of a page, marked as one: its scripts say so and give its forms fresh tokens. */
async function lastSeen(address) {
  const copy = await caches.match(address, { cacheName: PAGES, ignoreVary: true });
  if (!copy) return undefined;
  return new Response((await copy.text()).replace("<html ", "<html data-copy "), { headers: copy.headers });
}
