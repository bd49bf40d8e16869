import { expect, test } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

/* What can be stated of how the page looks. */

for (const width of [390, 768, 1024, 1440, 2560]) {
  for (const lang of ['en', 'zh-CN'] as const) {
    test(`no control of the header lies on another one, ${width} px, ${lang}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`./?lang=${lang}`);
      await expect(page.getByRole('tree')).toBeVisible();
      const boxes = await page.locator('.header :is(h1, button, select, .clock, .time-bar)').evaluateAll((all) =>
        all
          .map((one) => ({ what: one.textContent || one.className, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0)
          .map(({ what, box }) => ({ what, left: box.left, right: box.right, top: box.top, bottom: box.bottom })),
      );
      expect(boxes.length).toBeGreaterThan(7);
      const clashes = boxes.flatMap((a, index) =>
        boxes
          .slice(index + 1)
          .filter((b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
          .map((b) => `${a.what} / ${b.what}`),
      );
      expect(clashes).toEqual([]);
      expect(boxes.filter((one) => one.right > width)).toEqual([]);
    });
  }
}

test('a name in the list keeps its room beside a long status, and a mark its size', async ({ page }) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  const terminal = await openPage(page);
  await terminal.run('kubectl run typo --image=ngnix:latst');
  await expect(inPicture(page, /^typo, Pod, (ErrImagePull|ImagePullBackOff)/)).toBeVisible({ timeout: 60_000 });
  const row = page.locator('.pod-row');
  expect(await row.locator('.row-name').evaluate((name) => name.scrollWidth - name.clientWidth)).toBeLessThanOrEqual(0);
  expect((await row.locator('svg').boundingBox())?.width).toBe(11);
});

test('fonts put no sign of their own in the place of letters: kw5x8 stays kw5x8, and -> an arrow of two', async ({
  page,
}) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await inPicture(page, /^alice-pod/).click();
  await page.getByRole('tab', { name: 'YAML', exact: true }).click();
  const altered = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#root *')]
      .filter((one) => !one.matches('.xterm *, .monaco-editor *'))
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()))
      .filter((one) => !getComputedStyle(one).fontFeatureSettings.includes('"calt" 0'))
      .map((one) => one.outerHTML.slice(0, 80)),
  );
  expect(altered).toEqual([]);
});
