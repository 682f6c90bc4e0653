// [data-photo]: a photo beside the text. It has no name and does not go out with the form; outbox.js takes it from here.
(() => {
  // Where nothing can be kept on the device, a photo is added when the text is there.
  const canKeep = typeof outbox !== "undefined" && crypto.randomUUID;

  function show() {
    const place = document.querySelector("[data-photo]");
    if (place && canKeep) place.hidden = false;
  }

  document.addEventListener("change", ({ target }) => {
    const place = target.closest("[data-photo]");
    if (!place) return;
    const isTooLarge = target.files[0]?.size > Number(place.dataset.most);
    if (isTooLarge) target.value = "";
    place.querySelector(".ib-error").hidden = !isTooLarge;
  });

  document.addEventListener("htmx:after:swap", show);
  show();
})();
