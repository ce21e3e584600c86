// Runs before the first paint, so that a stored theme never flashes. A file of its own because the CSP allows no inline script.
try {
  var theme = localStorage.getItem('wissil.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's preference decides.
}
