// Buttons that print the page: shown where this runs, for without it only the browser's own menu prints.
for (const wrap of document.querySelectorAll("[data-print]")) {
  wrap.hidden = false;
  wrap.addEventListener("click", () => print());
}
