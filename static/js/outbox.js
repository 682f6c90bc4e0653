// What a participant sends goes through here: first onto this device, then out, and again, until the server says with
// X-Ack that it is safe. form[data-outbox] names what it sends; others hear how it went from the event "outbox".
// What may only arrive once keeps the token of its form; of a vote or a support only the latest counts.
const outbox = (() => {
  const ONCE = ["contribution", "comment"];
  // A person looks at the button that was pressed; nobody looks when it goes out later.
  const LIVE = 8000;
  const PATIENT = 20000;
  const LARGE = 120000;
  const EVERY = 15000;
  const storage = idb.openDB("ideenboard", 1, { upgrade: (db) => db.createObjectStore("outbox", { keyPath: "key" }) });
  const usable = storage.then(() => true, () => false);
  let csrf = document.querySelector("[name=csrf_token]")?.value;
  let timer = 0;
  let lastSeq = 0;

  const get = async (key) => ((await usable) ? (await storage).get("outbox", key) : undefined);

  async function all() {
    const items = (await usable) ? await (await storage).getAll("outbox") : [];
    // Words before photos: they are small, and what everybody waits for.
    return items.sort((a, b) => Boolean(a.blob) - Boolean(b.blob) || a.at - b.at);
  }

  /** Change an item, or remove it for null, unless a newer one has taken its place. Strict: it survives a power cut. */
  async function change(item, next) {
    const write = (await storage).transaction("outbox", "readwrite", { durability: "strict" });
    const now = await write.store.get(item.key);
    if (now?.token === item.token) await (next ? write.store.put(next) : write.store.delete(item.key));
    await write.done;
  }

  async function keep(item) {
    const write = (await storage).transaction("outbox", "readwrite", { durability: "strict" });
    await write.store.put(item);
    await write.done;
  }

  function itemFrom(form, source, url, body) {
    if (!body.get("token")) body.set("token", crypto.randomUUID());
    // One that was long on its way must not overwrite what was pressed after it.
    if (form.dataset.outbox === "support") body.set("seq", (lastSeq = Math.max(Date.now(), lastSeq + 1)));
    const fields = [...body].filter(([name]) => name !== "csrf_token");
    const value = Object.fromEntries(fields);
    const about = source.closest("article, li, main")?.querySelector("h1, .ib-card__text");
    return {
      key: ONCE.includes(form.dataset.outbox) ? value.token : url.replace(/\/removal$/, ""),
      token: value.token,
      what: value.kind ?? form.dataset.outbox,
      text: value.title ?? value.text ?? about?.textContent.trim() ?? "",
      more: value.title ? value.text : "",
      draft: form.dataset.draft,
      from: location.pathname,
      seq: Number(value.seq ?? 0),
      at: Date.now(),
      state: "waiting",
      url,
      fields,
    };
  }

  /** The photo beside a text. It is held until the text is safe, for before that it belongs to nothing. */
  async function keepPhoto(form, text) {
    const blob = form.querySelector("[data-photo] input")?.files[0];
    if (!blob) return;
    const about = { what: "photo", text: text.text, more: "", from: text.from, seq: 0, at: text.at + 1, fields: [] };
    await keep({ ...about, key: `photo:${text.token}`, token: crypto.randomUUID(), state: "held", url: `/photos/${text.token}`, blob });
  }

  function bodyOf({ fields, token, blob }) {
    if (!blob) return new URLSearchParams(fields);
    const body = new FormData();
    body.set("token", token);
    body.set("photo", blob, "photo");
    return body;
  }

  /** The answer of our server; nothing where it was not reached, or somebody else answered in its place. */
  async function ask(url, patience, options) {
    try {
      const answer = await fetch(url, { mode: "same-origin", signal: AbortSignal.timeout?.(patience), ...options });
      return answer.headers.get("X-Ideenboard") ? answer : null;
    } catch {
      return null;
    }
  }

  async function renewToken(patience) {
    const answer = await ask("/token", patience);
    csrf = answer?.ok ? await answer.text() : undefined;
  }

  async function post(item, patience) {
    if (!csrf) await renewToken(patience);
    if (!csrf) return null;
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": csrf };
    return ask(item.url, item.blob ? LARGE : patience, { method: "POST", headers, body: bodyOf(item) });
  }

  async function send(item, patience) {
    const answer = await post(item, patience);
    if (answer?.status !== 403) return answer;
    // The session may have ended since the form was opened: once more with a token of the one that is now.
    csrf = undefined;
    return post(item, patience);
  }

  function outcome(item, answer) {
    if (answer?.ok) return answer.headers.get("X-Ack") === item.token ? "arrived" : "waiting";
    // Busy or broken passes; what is refused for good would be refused for ever.
    const passes = !answer || answer.status >= 500 || answer.headers.has("Retry-After");
    return passes ? "waiting" : "refused";
  }

  function wordsOf(html) {
    const said = new DOMParser().parseFromString(html, "text/html");
    said.querySelectorAll(".ib-t-meta").forEach((number) => number.remove());
    return (said.querySelector(".ib-errors ul, .ib-error, .ib-note div") ?? said.body).textContent.trim();
  }

  const tell = (how, item, more) => document.dispatchEvent(new CustomEvent("outbox", { detail: { how, item, ...more } }));

  /** A vote that arrived stays, so that an older copy of its page can show it. A photo that was held can go now. */
  async function arrive(item) {
    const photo = await get(`photo:${item.token}`);
    if (photo) await change(photo, { ...photo, state: "waiting" });
    await change(item, item.what === "vote" ? { ...item, state: "saved" } : null);
    if (photo) setTimeout(flush);
  }

  /** In place of htmx's fetch: what could not be sent answers with nothing, so that the page stays as it is. */
  async function sendLive(item, form) {
    const answer = navigator.onLine ? await send(item, LIVE) : null;
    const how = outcome(item, answer);
    if (how === "arrived") await arrive(item);
    // The refusal stands on this page, with what was typed.
    if (how === "refused") await change(item, null);
    tell(how, item, { form });
    if (how === "waiting") later();
    return how === "waiting" ? new Response(null, { status: 204 }) : answer;
  }

  async function sendWaiting() {
    for (const item of (await all()).filter(({ state }) => state === "waiting")) {
      const answer = await send(item, PATIENT);
      const how = outcome(item, answer);
      if (how === "arrived") await arrive(item);
      if (how === "refused")
        await change(item, { ...item, state: "refused", status: answer.status, said: wordsOf(await answer.text()) });
      tell(how, item, { to: answer?.headers.get("HX-Push-Url") });
      if (!answer) break;
    }
  }

  async function flush() {
    if (!(await usable)) return;
    // Several tabs must not send the same.
    if (navigator.locks) await navigator.locks.request("outbox", { ifAvailable: true }, (lock) => lock && sendWaiting());
    else await sendWaiting();
    await later();
  }

  async function later() {
    clearTimeout(timer);
    if (!(await all()).some(({ state }) => state === "waiting")) return;
    // Not all phones of a hall at the same moment.
    timer = setTimeout(flush, EVERY * (0.8 + Math.random() * 0.4));
  }

  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const form = ctx.request.form;
    if (!form?.dataset.outbox || !crypto.randomUUID) return;
    const item = itemFrom(form, ctx.sourceElement, ctx.request.action, ctx.request.body);
    // At once, also where htmx lets it wait for an earlier one: the tab may be closed before its turn.
    const kept = Promise.all([keep(item), keepPhoto(form, item)]);
    kept.catch(() => {});
    ctx.fetch = (url, request) => kept.then(() => sendLive(item, form), () => fetch(url, request));
    tell("kept", item, { form });
  });

  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  flush();
  return { all, get, keep, change, flush };
})();
