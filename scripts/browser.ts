import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that speak the DevTools protocol, by preference. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** An installed Chromium or Chrome, or undefined. `PODARIUM_BROWSER` names one. */
export function installedBrowser(): string | undefined {
  const named = process.env['PODARIUM_BROWSER'];
  if (named !== undefined && named !== '') return named;
  const separator = process.platform === 'win32' ? ';' : ':';
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(separator)) {
      const path = `${folder}/${name}${suffix}`;
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return applications.find((path) => existsSync(path));
}

/**
 * Finds a browser, and fetches one where there is none: Playwright's download first, then Debian's package.
 * @returns its path, or undefined for Playwright's own copy.
 * @throws Error that says what to install.
 */
export async function ensureBrowser(say: (line: string) => void): Promise<string | undefined> {
  const found = installedBrowser();
  if (found !== undefined) return found;
  const { chromium } = await import('@playwright/test');
  if (existsSync(chromium.executablePath())) return undefined;
  say('No Chromium or Chrome found: fetching one with Playwright ...');
  if (tryRun(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'])) return undefined;
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('That download failed: installing the package chromium with apt-get ...');
    tryRun('apt-get', ['update']);
    if (tryRun('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'])) {
      const installed = installedBrowser();
      if (installed !== undefined) return installed;
    }
  }
  throw new Error(
    'The browser tests need Chromium or Chrome. Install one (Debian and Ubuntu: apt-get install chromium; ' +
      'elsewhere: npx playwright install chromium, or Google Chrome), or name it in PODARIUM_BROWSER.',
  );
}

function tryRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'inherit', timeout: 600_000 });
    return true;
  } catch {
    return false;
  }
}
