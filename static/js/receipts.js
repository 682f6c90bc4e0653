// Receipts to take along: shared or copied, as far as this browser can. The e-mail is a plain link.
(() => {
  const place = document.querySelector("[data-link]");
  const { link: url, title } = place.dataset;
  const ways = {
    share: navigator.share && (() => navigator.share({ title, url }).catch(() => {})),
    copy: navigator.clipboard && (async (button) => {
      await navigator.clipboard.writeText(url);
      button.querySelector(".kern-label").textContent = button.dataset.done;
    }),
  };
  for (const [name, way] of Object.entries(ways)) {
    const wrap = place.querySelector(`[data-${name}]`);
    wrap.hidden = !way;
    wrap.addEventListener("click", (event) => way?.(event.target.closest("button")));
  }
})();
