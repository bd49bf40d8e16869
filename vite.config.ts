import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

/**
 * The development server injects an inline script for hot reloading and talks over a WebSocket; index.html's policy allows
 * neither. Only the served copy is loosened: what is built keeps the strict policy.
 */
const developmentPolicy: Plugin = {
  name: 'podarium-development-policy',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("worker-src 'self'", "worker-src 'self' blob:")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
};

export default defineConfig({
  // Relative, so that the build works from any sub-path (GitHub Pages, `kubectl proxy --www`).
  base: './',
  plugins: [react(), developmentPolicy],
  worker: { format: 'es' },
  // The workers' dependencies too are found before the first visit: one found later reloads the page, and what was typed is lost.
  optimizeDeps: { entries: ['index.html', 'src/**/*worker.ts'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // Monaco is large and lazy; the size budget of the first load is checked by scripts/, not by this warning.
    chunkSizeWarningLimit: 4096,
  },
});
