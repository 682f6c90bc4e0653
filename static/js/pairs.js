// #pair: one letter decides, as long as the focus is in the pair and in no field. Without this file the buttons do.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const pair = event.target.closest?.("#pair");
  pair?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
