import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inPicture, openPage, setSpeed } from './page.ts';

/** What the browser complains about: errors, warnings of its own policy, and requests to anywhere else. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('requestfailed', (request) => heard.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && (url.hostname !== '127.0.0.1' || !url.pathname.startsWith('/podarium/'))) {
      heard.push(`outside: ${request.url()}`);
    }
  });
  return heard;
}

test('loads from its sub-path without a complaint, and takes a command at once', async ({ page }) => {
  const heard = complaints(page);
  const terminal = await openPage(page);
  expect(await terminal.run('kubectl get nodes --no-headers | wc -l')).toBe('3');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(inPicture(page, /^alice-pod, Pod/)).toBeVisible();
  await expect(page.locator('.monaco-host[data-loaded="true"] .monaco-editor')).toBeVisible({ timeout: 30_000 });
  expect(heard).toEqual([]);
});

test('speaks English and Chinese, and remembers which in its address', async ({ page }) => {
  await openPage(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: '切换到中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: '暂停' })).toBeVisible();
  await expect(page).toHaveURL(/lang=zh-CN/);
  await page.reload();
  await expect(page.getByRole('button', { name: '暂停' })).toBeVisible();
  await page.getByRole('button', { name: 'Switch to English' }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
});

test('is light or dark, as the system or the person wants', async ({ page }) => {
  const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openPage(page);
  const dark = await paper();
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Colours' }).click();
    await page.getByRole('button', { name }).click();
  };
  await choose('Switch to light colours');
  await expect.poll(paper).not.toBe(dark);
  await page.reload();
  await expect.poll(paper).not.toBe(dark);
  await choose('Switch to dark colours');
  await expect.poll(paper).toBe(dark);
  await choose('high contrast');
  await expect.poll(paper).toBe('rgb(0, 0, 0)');
  await page.reload();
  await expect.poll(paper).toBe('rgb(0, 0, 0)');
  await choose('high contrast');
  await expect.poll(paper).toBe(dark);
});

test('stands still when paused, and steps to the next event', async ({ page }) => {
  await openPage(page);
  const clock = page.getByRole('timer', { name: 'Virtual time' });
  const speed = page.getByRole('combobox', { name: 'Speed' });
  await setSpeed(page, 10);
  await expect(speed).toHaveValue('10');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const stood = await clock.textContent();
  await page.getByRole('button', { name: /^Step/ }).click();
  await expect(clock).not.toHaveText(stood ?? '');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const stepped = await clock.textContent();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(clock).not.toHaveText(stepped ?? '');
});

test('shows one panel at a time on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  const panels = page.getByRole('navigation', { name: 'Panels' });
  await expect(inPicture(page, /^node1, node/)).toBeVisible();
  for (const name of ['Terminal', 'Editor', 'Inspector', 'Picture']) {
    await panels.getByRole('button', { name }).click();
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${name} is no wider than the screen`).toBeLessThanOrEqual(0);
  }
});
