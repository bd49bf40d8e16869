import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/* The page as a person uses it: the terminal by its keyboard, everything else by its accessible names. */

export const prompt = '[user1@workstation ~]$';

/** Opens the page and waits until the workstation's shell asks for a command. */
export async function openPage(page: Page, address = './'): Promise<Terminal> {
  await page.goto(address);
  const terminal = new Terminal(page);
  await terminal.ready();
  return terminal;
}

/** Virtual seconds in a second of the wall, by the page's own control. */
export async function setSpeed(page: Page, rate: number): Promise<void> {
  await page.getByRole('combobox', { name: /^(Speed|速度)/ }).selectOption(String(rate));
}

/** A Pod, a container or a node of the picture, by the beginning of its accessible name. */
export function inPicture(page: Page, name: RegExp): Locator {
  return page.getByRole('tree').getByRole('treeitem', { name });
}

/** The terminal that shows. */
export class Terminal {
  constructor(readonly page: Page) {}

  /** The screen, as it is drawn: a line of text for each of its rows. */
  async rows(): Promise<string[]> {
    const rows = await this.page.locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
  }

  /** What stands on the screen. */
  async text(): Promise<string> {
    return (await this.rows()).join('\n').trimEnd();
  }

  async ready(): Promise<void> {
    await expect.poll(() => this.text(), { timeout: 15_000 }).toContain(prompt);
    await expect.poll(async () => (await this.text()).endsWith(prompt)).toBe(true);
  }

  async type(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /^(Terminal|终端)/ }).focus();
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /^(Terminal|终端)/ }).focus();
    await this.page.keyboard.press(key);
  }

  /** Types a command on a clean screen and presses Enter, without waiting for its end. */
  async begin(command: string): Promise<void> {
    await this.press('Control+l');
    await expect.poll(() => this.text()).toBe(prompt);
    await this.type(command);
    await expect
      .poll(async () => bare(await this.joined()), { message: 'the command is echoed' })
      .toBe(bare(`${prompt} ${command}`));
    await this.press('Enter');
  }

  /** Runs a command to its end and returns what it printed. */
  async run(command: string): Promise<string> {
    await this.begin(command);
    await expect
      .poll(() => this.text(), { message: `${command} ends`, timeout: 30_000 })
      .toMatch(/(^|\n)\[user1@workstation ~\]\$$/);
    return this.output(command);
  }

  /** Runs a command again and again, as a person would, until it prints what is hoped for. */
  async runUntil(command: string, hope: RegExp): Promise<string> {
    let printed = '';
    await expect(async () => {
      printed = await this.run(command);
      expect(printed).toMatch(hope);
    }).toPass({ timeout: 30_000, intervals: [100] });
    return printed;
  }

  /** The screen with no line breaks: a long line is broken at the screen's edge. */
  async joined(): Promise<string> {
    return (await this.rows()).join('').trimEnd();
  }

  private async output(command: string): Promise<string> {
    const rows = (await this.text()).split('\n').slice(0, -1);
    // The command itself, which a narrow screen breaks into several rows; it may also have scrolled away.
    const echo = bare(`${prompt} ${command}`);
    const end = rows.findIndex((_, row) => bare(rows.slice(0, row + 1).join('')) === echo);
    return rows.slice(end + 1).join('\n');
  }
}

/** Without spaces: those at the end of a row are not told from its empty rest. */
const bare = (text: string): string => text.replaceAll(' ', '');
