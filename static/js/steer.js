// The steering page beyond HTML: the reason for hiding in a dialog, forms that fold away when they are done, and the row
// of the card that the wall shows large. Without it every form still works.
(() => {
  const box = document.querySelector("[data-hide]");

  // Closed means gone: the next card must not show the last one's reason for a moment.
  function closeBox() {
    box.replaceChildren();
    box.close();
  }

  function markLarge() {
    const large = document.querySelector("[data-large]")?.dataset.large;
    for (const row of document.querySelectorAll("[data-row]"))
      row.classList.toggle("is-large", row.dataset.row === large);
  }

  document.addEventListener("htmx:after:swap", () => {
    if (box.firstElementChild && !box.open) box.showModal();
    markLarge();
  });

  // When all is put in: a form that is gone before would take its answer with it.
  document.addEventListener("htmx:finally:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    if (!response?.status || response.status >= 400) return;
    if (sourceElement.matches("[data-fold]")) {
      sourceElement.reset();
      sourceElement.closest("details").open = false;
    }
    if (sourceElement.id === "hide-form") closeBox();
  });

  box.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    closeBox();
  });

  // Also by the key Escape.
  box.addEventListener("close", () => box.replaceChildren());

  new MutationObserver(markLarge).observe(document.getElementById("wall"), { attributes: true });
  markLarge();
})();
