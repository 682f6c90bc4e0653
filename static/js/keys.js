// The keys of the queue. They press what the page shows anyway; [data-keys] tells of them, [data-keys-switch] turns them off.
(() => {
  const help = document.querySelector("[data-help]");
  const toggle = document.querySelector("[data-keys-switch]");

  function areOn() {
    try {
      return localStorage.getItem("keys") !== "off";
    } catch {
      return true;
    }
  }

  function tellOfKeys() {
    for (const place of document.querySelectorAll("[data-keys]")) place.hidden = !areOn();
  }

  toggle.checked = areOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", toggle.checked ? "on" : "off");
    } catch {
      // Storage may be forbidden; then they stay on.
    }
    tellOfKeys();
  });

  const press = (selector) => document.querySelector(selector)?.click();
  const currentRow = () => document.querySelector(".ib-qrow--cur");
  const isPicked = () => document.querySelector("[name=cards]:checked") !== null;

  function step(by) {
    const rows = [...document.querySelectorAll("[data-row]")];
    const place = rows.indexOf(currentRow());
    const link = rows[place < 0 ? 0 : place + by]?.querySelector("a");
    if (!link) return by > 0 && press("[data-more]");
    link.focus({ preventScroll: true });
    link.closest("[data-row]").scrollIntoView({ block: "nearest" });
    link.click();
  }

  function pick() {
    currentRow()?.querySelector(".ib-check")?.click();
  }

  function askWhy() {
    const bulk = document.getElementById("bulk-hide");
    const form = isPicked() && bulk ? bulk.closest("details") : document.getElementById("decide");
    if (!form) return;
    if (form.matches("details")) form.open = true;
    (form.querySelector("input[type=radio]:checked") ?? form.querySelector("input[type=radio], textarea"))?.focus();
  }

  // Within the reasons the digits choose; Enter then hides, as everywhere in a form.
  function chooseReason(target, digit) {
    const radios = target.form?.querySelectorAll(`input[type=radio][name="${target.name}"]`);
    const radio = radios?.[digit - 1];
    radio?.focus();
    radio?.click();
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: pick,
    a: () => press(isPicked() ? "#bulk-publish" : "#publish"),
    h: askWhy,
    z: () => press("#undo"),
    "/": () => document.querySelector("[data-search]")?.focus(),
  };

  const isTyping = (target) => target.matches("textarea, select, input:not([type=checkbox], [type=radio])");

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || help.open) return;
    if (key === "?") help.showModal();
    else if (!areOn()) return;
    else if (key === "X") press("[data-pick-all]");
    else if (target.type === "radio" && /^[1-9]$/.test(key)) chooseReason(target, Number(key));
    else if (KEYS[key.toLowerCase()]) KEYS[key.toLowerCase()]();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show=keys]")) help.showModal();
  });
  document.addEventListener("htmx:after:swap", tellOfKeys);
  tellOfKeys();
})();
