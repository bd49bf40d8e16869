import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectClean } from './axe.ts';
import { inPicture, openPage, setSpeed } from './page.ts';

/* Axe on every panel, tab, menu and dialog: light and dark, with more contrast, in both languages. */

test.slow();

const pause = (page: Page): Promise<void> => page.getByRole('button', { name: /^(Pause|暂停)$/ }).click();
const picture = '#panel-picture';
const inspector = '#panel-inspector';

for (const lang of ['en', 'zh-CN'] as const) {
  const address = `./?lang=${lang}`;

  test(`axe: the first visit, the header's menus and dialogs, and messages (${lang})`, async ({ page }) => {
    const terminal = await openPage(page, address);
    await expect(page.locator('.monaco-host[data-loaded="true"] .monaco-editor')).toBeVisible({ timeout: 30_000 });
    await expectClean(page, 'first visit');

    await page.locator('.release').click();
    await expectClean(page, 'releases', '#release-menu');
    await page.locator('#release-menu button').first().click();
    await expectClean(page, 'a dialog', 'dialog');
    await page.keyboard.press('Escape');
    await page.locator('[popovertarget="theme-menu"]').click();
    await expectClean(page, 'colours', '#theme-menu');
    await page.keyboard.press('Escape');

    await page.locator('.manners .button').first().click();
    await expect(page.locator('.toast')).toBeVisible();
    await expectClean(page, 'a message', '.toasts');

    await terminal.run("printf 'kind: Pod\\napiVersion: v1\\nmetadata: {}\\n' > odd.yaml");
    await page.getByRole('tab', { name: 'odd.yaml' }).click();
    await page.locator('#panel-editor .button.primary').click();
    await expect(page.locator('.result')).toBeVisible();
    await page.locator('#panel-editor .tab-add').click();
    await expectClean(page, 'a refused file, and a new one', '#panel-editor');
    await page.keyboard.press('Escape');
    await page.locator('#panel-terminal .tab-add').click();
    await expect(page.locator('#panel-terminal [role="tab"]')).toHaveCount(2);
    await expectClean(page, 'two terminals', '#panel-terminal');
  });

  test(`axe: a Pod in all of its tabs, and from inside (${lang})`, async ({ page }) => {
    const terminal = await openPage(page, address);
    await setSpeed(page, 10);
    await terminal.run('kubectl create -f clash.yaml');
    await expect(inPicture(page, /^clash[,，] ?Pod[,，] ?CrashLoopBackOff/)).toBeVisible();
    await pause(page);
    await expectClean(page, 'the list', inspector);
    await inPicture(page, /^clash[,，] ?Pod/).click({ position: { x: 20, y: 14 } });
    await expectClean(page, 'a selected Pod', picture);
    for (const tab of ['time', 'trace', 'events', 'logs', 'yaml', 'kubectl']) {
      await page.locator(`#pod-tab-${tab}`).click();
      await expect(page.locator('#pod-tab-panel').locator('li, pre, p, svg').first()).toBeVisible();
      await expectClean(page, tab, inspector);
    }
    await page.locator('.look-inside').click();
    await expect(page.locator('.slab').first()).toBeVisible();
    await expectClean(page, 'from inside', picture);
  });

  test(`axe: a node, a Service, a Deployment, and the past (${lang})`, async ({ page }) => {
    const terminal = await openPage(page, address);
    await setSpeed(page, 10);
    await terminal.run('kubectl create deployment web --image=nginx');
    await terminal.run('kubectl expose deployment web --port 80');
    await terminal.run('kubectl run giant --image=ngnix:latst');
    await expect(inPicture(page, /^giant[,，] ?Pod[,，] ?ImagePullBackOff/)).toBeVisible();
    for (const kind of ['Service', 'Deployment']) {
      await inPicture(page, new RegExp(`^web[,，] ?${kind}`)).click();
      await expectClean(page, kind, picture, inspector);
    }
    await page.locator('[data-item="node/node2"]').locator('text').first().click();
    await expectClean(page, 'a node', inspector);
    await page
      .locator('.hands button', { hasText: /Power off|断电/ })
      .first()
      .click();
    await page.locator('select.until').selectOption('minute');
    await expect(page.getByRole('button', { name: /^(Play|继续)$/ })).toBeVisible();
    await expectClean(page, 'a silent node', picture, inspector);
    await page.locator('.time-bar input').focus();
    await page.keyboard.press('Home');
    await expect(page.locator('.past')).toBeVisible();
    await expectClean(page, 'the past', '.header', '.past', picture);
    await page.locator('.past .primary').click();
    await expectClean(page, 'going on from the past', 'dialog');
  });

  test(`axe: many Pods as cards, as tiles and as dots (${lang})`, async ({ page }) => {
    const terminal = await openPage(page, address);
    await setSpeed(page, 10);
    await terminal.run('kubectl create deployment web --image=nginx');
    for (const [count, density] of [
      [20, 'card'],
      [60, 'tile'],
      [160, 'dot'],
    ] as const) {
      // A small window has no room for more of each.
      if (density === 'dot') await page.setViewportSize({ width: 1024, height: 600 });
      await terminal.run(`kubectl scale deployment web --replicas=${count}`);
      await expect(page.locator('.row-button.pod-row')).toHaveCount(count, { timeout: 60_000 });
      await expect(page.locator(`.pod[data-density="${density}"]`).first()).toBeAttached();
      await expectClean(page, density, picture, inspector);
    }
  });

  test(`axe: every panel on a telephone (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address);
    await expect(page.locator('[data-item="node/node1"]')).toBeVisible();
    for (const [index, panel] of ['picture', 'inspector', 'editor', 'terminal'].entries()) {
      await page.locator('.switch button').nth(index).click();
      await expect(page.locator(`#panel-${panel}`)).toBeVisible();
      await expectClean(page, panel);
    }
  });
}
