// [data-recent]: the workshops that this phone was in, as far as it remembers; the newest first.
(() => {
  const place = document.querySelector("[data-recent]");
  let recent = [];
  try {
    recent = JSON.parse(localStorage.getItem("recent") ?? "[]");
  } catch {
    // Storage may be forbidden.
  }
  if (!place || !recent.length) return;
  for (const { href, title } of recent) {
    const link = document.createElement("a");
    link.href = href;
    const words = document.createElement("bdi");
    words.dir = "auto";
    words.textContent = title;
    link.append(words);
    const entry = document.createElement("li");
    entry.append(link);
    place.querySelector("ul").append(entry);
  }
  place.hidden = false;
})();
