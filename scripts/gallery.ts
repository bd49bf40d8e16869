import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { ensureBrowser } from './browser.ts';
import { galleryStates, type GalleryState } from './gallery-states.ts';

/**
 * `npm run gallery [-- NAME...]`: plays every named state of docs/gallery in the built page and photographs it, light and dark. Needs
 * `npm run build` before.
 */
const folder = 'docs/gallery';

const wanted = process.argv.slice(2);
const states = wanted.length === 0 ? galleryStates : galleryStates.filter(({ name }) => wanted.includes(name));

const executablePath = await ensureBrowser((line) => console.error(line));
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-quic'] : [],
});
const server = await preview({ preview: { host: '127.0.0.1', port: 4310 }, logLevel: 'error' });
const base = server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4310/';
mkdirSync(folder, { recursive: true });
try {
  for (const state of states) {
    await photograph(state);
    console.log(state.name);
  }
  if (wanted.length === 0) writeFileSync(`${folder}/README.md`, contents());
} finally {
  await browser.close();
  await server.close();
}

async function photograph(state: GalleryState): Promise<void> {
  const { width = 1280, height = 800, lang = 'en', release = '1.20' } = state;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: 'light',
    reducedMotion: 'no-preference',
    ...(state.contrast === undefined ? {} : { contrast: state.contrast }),
  });
  const page = await context.newPage();
  try {
    await page.goto(`${base}?release=${release}&lang=${lang}`);
    await page.locator('.xterm-rows', { hasText: ']$' }).first().waitFor({ state: 'attached' });
    await state.play(hand(page));
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${folder}/${state.name}-${theme}.png` });
    }
  } finally {
    await context.close();
  }
}

/** What a state can do with the page. */
export type Hand = ReturnType<typeof hand>;

function hand(page: Page) {
  const pause = (ms: number): Promise<void> => page.waitForTimeout(ms);
  return {
    page,
    pause,
    /** Types lines into the terminal. */
    async type(...lines: readonly string[]): Promise<void> {
      const input = page.getByRole('textbox', { name: /^(Terminal|终端)/ });
      for (const line of lines) {
        await input.focus();
        await page.keyboard.insertText(line);
        await page.keyboard.press('Enter');
        await pause(400);
      }
    },
    /** Virtual seconds in a second of the wall; 0 pauses. */
    async speed(rate: number): Promise<void> {
      if (rate === 0) await page.getByRole('button', { name: /^(Pause|暂停)$/ }).click();
      else await page.getByRole('combobox', { name: /^(Speed|速度)/ }).selectOption(String(rate));
    },
    /** Clicks a thing of the picture, by the beginning of its accessible name. */
    async click(name: RegExp): Promise<void> {
      await page.getByRole('treeitem', { name }).first().click({ timeout: 60_000 });
    },
    async seen(name: RegExp): Promise<void> {
      await page.getByRole('treeitem', { name }).first().waitFor({ timeout: 120_000 });
    },
    async tab(name: string): Promise<void> {
      await page.getByRole('tab', { name, exact: true }).click();
      await pause(600);
    },
    async button(name: string | RegExp): Promise<void> {
      await page.getByRole('button', { name }).first().click();
    },
    async until(label: string): Promise<void> {
      await page.getByRole('combobox', { name: /^(Run until|运行到)/ }).selectOption({ label });
      await pause(1200);
    },
  };
}

function contents(): string {
  const rows = galleryStates.map(
    ({ name, shows }) =>
      `## ${name}\n\n${shows}\n\n![${name}, light](${name}-light.png)\n![${name}, dark](${name}-dark.png)\n`,
  );
  return `# Gallery\n\nMade by \`npm run build && npm run gallery\`; nothing here is drawn by hand.\n\n${rows.join('\n')}`;
}
