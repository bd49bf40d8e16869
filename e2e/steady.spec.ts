import { expect, test } from '@playwright/test';
import { inPicture } from './page.ts';

/* Nothing jumps while the page comes up. */

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`no layout shift on the first load, ${viewport.width} × ${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => {
      const shifts: { readonly value: number; readonly what: readonly string[] }[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, sources } = entry as unknown as {
            readonly value: number;
            readonly sources: readonly { readonly node: Element | null }[];
          };
          shifts.push({ value, what: sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? String(node)) });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto('./');
    await expect(inPicture(page, /^node1, node, Ready/)).toBeVisible();
    await page.locator('.monaco-host[data-loaded="true"]').waitFor({ state: 'attached', timeout: 30_000 });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const shifts = await page.evaluate(
      () => (window as unknown as { shifts: { value: number; what: string[] }[] }).shifts,
    );
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.01);
  });
}
