// Runs before the first paint: a colour scheme chosen on this device wins over the system's.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.kernTheme = theme;
} catch {
  // Storage may be forbidden; then the page follows the system.
}
