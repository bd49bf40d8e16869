// Before the first paint, so that a chosen theme never flashes the other one. Kept outside the bundle: the CSP forbids inline scripts.
try {
  var theme = localStorage.getItem('podarium.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (error) {
  // Storage can be forbidden; the system's theme holds then.
}
