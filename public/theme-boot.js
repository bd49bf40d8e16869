// Before the first paint, so that a chosen theme never flashes the other one. Kept outside the bundle: the CSP forbids inline scripts.
try {
  var theme = localStorage.getItem('podarium.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  var contrast = localStorage.getItem('podarium.contrast');
  if (contrast === 'more' || (contrast === null && matchMedia('(prefers-contrast: more)').matches))
    document.documentElement.dataset.contrast = 'more';
} catch (error) {
  // Storage can be forbidden; the system's theme holds then.
}
