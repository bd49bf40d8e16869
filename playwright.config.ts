import { defineConfig } from '@playwright/test';
import { installedBrowser } from './scripts/browser.ts';

const executablePath = installedBrowser();
const port = Number(process.env['PODARIUM_E2E_PORT'] ?? 4179);
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Serves the built page from a sub-path, as GitHub Pages does. */
export default defineConfig({
  testDir: 'e2e',
  // Where no kubectl can be had; the test run says so.
  ...(process.env['PODARIUM_KUBECTL'] === '' ? { testIgnore: 'remote.spec.ts' } : {}),
  timeout: 120_000,
  // A busy machine draws late; nothing here waits longer than it must.
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/podarium/`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet,
    },
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort --base /podarium/`,
    url: `http://127.0.0.1:${port}/podarium/`,
    reuseExistingServer: false,
  },
});
