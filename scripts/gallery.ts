import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { ensureBrowser } from './browser.ts';
import { galleryStates, type GalleryState } from './gallery-states.ts';

/**
 * `npm run gallery [-- [--png FOLDER] NAME...]`: plays every named state of docs/gallery in the built page and photographs it, light and
 * dark, as WebP (the browser's own encoder), or as PNG into FOLDER. Needs `npm run build` before.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { png: { type: 'string' } } });
const folder = values.png ?? 'docs/gallery';
const states =
  positionals.length === 0 ? galleryStates : galleryStates.filter(({ name }) => positionals.includes(name));

const executablePath = await ensureBrowser((line) => console.error(line));
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-quic'] : [],
});
const server = await preview({ preview: { host: '127.0.0.1', port: 4310 }, logLevel: 'error' });
const base = server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4310/';
mkdirSync(folder, { recursive: true });
let failures = 0;
try {
  const queue = [...states];
  const photographer = async (): Promise<void> => {
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      await photograph(state).catch((error: unknown) => {
        failures++;
        console.error(`${state?.name}: ${String(error)}`);
      });
      console.log(state.name);
    }
  };
  await Promise.all([photographer(), photographer()]);
  if (values.png === undefined) writeFileSync(`${folder}/README.md`, contents());
  if (failures > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}

async function photograph(state: GalleryState): Promise<void> {
  const { width = 1440, height = 900, lang = 'en', release = '1.20' } = state;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: 'light',
    reducedMotion: 'no-preference',
    ...(state.contrast === undefined ? {} : { contrast: state.contrast }),
  });
  const page = await context.newPage();
  const hand = createHand(page);
  try {
    await page.goto(`${base}?release=${release}&lang=${lang}`);
    await hand.panel(/^(Terminal|终端)$/);
    await page.locator('.xterm-rows', { hasText: ']$' }).first().waitFor({ state: 'attached' });
    await hand.panel(/^(Picture|画面)$/);
    await state.play(hand);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.mouse.move(0, height - 1);
      await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : null));
      // Colours and what glides have come to rest.
      await page.waitForTimeout(700);
      await state.moment?.(hand);
      await save(page, `${folder}/${state.name}-${theme}`);
    }
  } finally {
    await context.close();
  }
}

async function save(page: Page, path: string): Promise<void> {
  if (values.png !== undefined) {
    await page.screenshot({ path: `${path}.png` });
    return;
  }
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  writeFileSync(`${path}.webp`, Buffer.from(data, 'base64'));
}

/** What a state can do with the page. */
export type Hand = ReturnType<typeof createHand>;

function createHand(page: Page) {
  const pause = (ms: number): Promise<void> => page.waitForTimeout(ms);
  const terminal = page.getByRole('textbox', { name: /^(Terminal|终端)/ });
  const hand = {
    page,
    pause,
    /** Types lines into the terminal, and waits for the prompt after each. */
    async type(...lines: readonly string[]): Promise<void> {
      for (const line of lines) {
        await terminal.focus();
        await page.keyboard.insertText(line);
        await page.keyboard.press('Enter');
        await pause(150);
        await page.waitForFunction(() => {
          const rows = [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent.trimEnd());
          return rows.findLast((row) => row !== '')?.endsWith(']$');
        });
      }
    },
    /** Types a line that goes on for ever. */
    async begin(line: string): Promise<void> {
      await terminal.focus();
      await page.keyboard.insertText(line);
      await page.keyboard.press('Enter');
    },
    /** Writes a file, opens it in the editor, and leaves the terminal clean. */
    async write(file: string, text: string): Promise<void> {
      const lines = text.trim().split('\n');
      await hand.type(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > ${file}`, 'clear');
      await hand.open(file);
    },
    async open(file: string): Promise<void> {
      await page.getByRole('tab', { name: file, exact: true }).click();
    },
    /** Creates an object from a file that then stands in the editor. */
    async create(file: string, text?: string): Promise<void> {
      if (text === undefined) await hand.open(file);
      else await hand.write(file, text);
      await hand.type(`kubectl create -f ${file}`);
    },
    /** Virtual seconds in a second of the wall; 0 pauses. */
    async speed(rate: number): Promise<void> {
      if (rate === 0) await page.getByRole('button', { name: /^(Pause|暂停)$/ }).click();
      else await page.getByRole('combobox', { name: /^(Speed|速度)/ }).selectOption(String(rate));
    },
    /** Clicks a thing of the picture, by the beginning of its accessible name: on its first words, where nothing else lies. */
    async click(name: RegExp): Promise<void> {
      await page.getByRole('treeitem', { name }).first().locator('text').first().click({ timeout: 30_000 });
    },
    /** Waits until so many things of that name are in the picture. */
    async seen(name: RegExp, count = 1): Promise<void> {
      await page
        .getByRole('treeitem', { name })
        .nth(count - 1)
        .waitFor({ timeout: 120_000 });
    },
    async tab(name: string): Promise<void> {
      await page.getByRole('tab', { name, exact: true }).click();
      await pause(600);
    },
    async button(name: string | RegExp): Promise<void> {
      await page.getByRole('button', { name }).first().click();
    },
    /** On a narrow screen one panel shows at a time. */
    async panel(name: RegExp): Promise<void> {
      if ((page.viewportSize()?.width ?? 0) < 760)
        await page.getByRole('navigation').getByRole('button', { name }).click();
    },
    /** Runs to a time or a condition, which stops the clock. */
    async until(label: string): Promise<void> {
      await page.getByRole('combobox', { name: /^(Run until|运行到)/ }).selectOption({ label });
      await page.getByRole('button', { name: /^(Play|继续)$/ }).waitFor({ timeout: 120_000 });
      await pause(300);
    },
  };
  return hand;
}

function contents(): string {
  const taken = galleryStates.filter(({ name }) => existsSync(`${folder}/${name}-light.webp`));
  const rows = taken.map(
    ({ name, shows }) =>
      `## ${name}\n\n${shows}\n\n![${name}, light](${name}-light.webp)\n![${name}, dark](${name}-dark.webp)\n`,
  );
  return `# Gallery\n\nMade by \`npm run build && npm run gallery\`; nothing here is drawn by hand.\n\n${rows.join('\n')}`;
}
