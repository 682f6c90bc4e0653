// A participant's phone: it gets a service worker, so that its own pages open without network, and it remembers which
// workshops it was in, for the start page. Nothing of this is ever sent.
(() => {
  const RECENT = 5;
  const SPREAD = 2000;

  async function prepare() {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "all" });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    active.postMessage({
      files: loaded.filter((url) => url.pathname.endsWith(".woff2")).map((url) => url.pathname),
      pages: document.querySelector("[data-ahead]")?.dataset.ahead.split(" ") ?? [],
    });
  }

  const here = document.querySelector("[data-workshop]");

  function remember({ workshop, title }) {
    try {
      const before = JSON.parse(localStorage.getItem("recent") ?? "[]").filter((one) => one.href !== workshop);
      localStorage.setItem("recent", JSON.stringify([{ href: workshop, title }, ...before].slice(0, RECENT)));
    } catch {
      // Storage may be forbidden or full; then the start page offers nothing.
    }
  }

  if (here) remember(here.dataset);
  // After everything else: what a person waits for comes first. And not all phones of a hall at the same moment.
  const later = () => setTimeout(() => prepare().catch(() => {}), Math.random() * SPREAD);
  if (navigator.serviceWorker) addEventListener("load", later);

  // Where the keyboard lies over the page instead of making it smaller (iOS), the bottom bar rises above it.
  const seen = window.visualViewport;
  function rise() {
    const covered = Math.max(0, innerHeight - seen.height - seen.offsetTop);
    document.documentElement.style.setProperty("--keyboard", `${seen.scale > 1 ? 0 : Math.round(covered)}px`);
  }
  for (const type of ["resize", "scroll"]) seen?.addEventListener(type, rise);
})();
