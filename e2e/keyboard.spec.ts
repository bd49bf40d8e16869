import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

/* Everything by the keyboard alone: nothing here points, clicks or gives the focus by other means than keys. */

/** Presses a key until something has the focus. */
async function until(page: Page, key: string, target: Locator, most = 40): Promise<void> {
  const focused = (): Promise<boolean> => target.evaluate((one) => one === document.activeElement);
  for (let presses = 0; presses < most && !(await focused()); presses++) await page.keyboard.press(key);
  await expect(target).toBeFocused();
}

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const node = (page: Page, name: string): Locator => page.locator(`[data-item="node/${name}"]`);
const text = (page: Page): Locator => page.locator('#panel-editor textarea').first();
const screen = (page: Page): Locator => page.locator('.xterm-helper-textarea');

test('from the first visit to a Pod that is looked into, killed and traced', async ({ page }) => {
  await page.goto('./');
  await expect(inPicture(page, /^node1, node/)).toBeVisible();
  await until(page, 'Tab', button(page, 'Create the Pod'));
  await page.keyboard.press('Enter');
  const pod = inPicture(page, /^alice-pod, Pod, Running, 1 of 1 ready/);
  await expect(pod).toBeVisible();

  // The focus has stayed in the picture; the arrows lead to the Pod, into it and out again.
  await expect(page.locator('[data-item]:focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await until(page, 'ArrowRight', node(page, ((await home(page)) ?? '').replace('node/', '')));
  await until(page, 'ArrowDown', inPicture(page, /^alice-pod, Pod/));
  await page.keyboard.press('ArrowDown');
  await expect(inPicture(page, /^assassing, container/)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(inPicture(page, /^alice-pod, Pod/)).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'alice-pod from inside' })).toBeVisible();
  await expect(button(page, '← Cluster')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(inPicture(page, /^alice-pod, Pod/)).toBeFocused();

  // Its hands as a menu, which gives the focus back.
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'What hands can do to alice-pod' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: 'Kill pause' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(inPicture(page, /^alice-pod, Pod/)).toBeFocused();

  // In the inspector: every tab, and a container killed.
  await page.keyboard.press('F6');
  await until(page, 'Tab', button(page, 'Kill assassing'));
  await page.keyboard.press('Enter');
  await expect(inPicture(page, /^alice-pod, Pod, Running, 1 of 1 ready, .*1 restart/)).toBeVisible();
  await until(page, 'Tab', page.getByRole('tab', { name: 'Time', exact: true }));
  for (const name of ['Trace', 'Events', 'Logs', 'YAML', 'kubectl']) {
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name, exact: true })).toBeFocused();
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
  }
});

/** The node that holds the first Pod. */
const home = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const middle = (box: DOMRect): number => box.left + box.width / 2;
    const pod = document.querySelector('[data-item^="pod/"]')?.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('[data-item^="node/"]')].find((one) => {
      const box = one.getBoundingClientRect();
      return (
        pod !== undefined &&
        box.left <= middle(pod) &&
        middle(pod) <= box.right &&
        box.top <= pod.top &&
        pod.bottom <= box.bottom
      );
    })?.dataset['item'];
  });

test('a node loses its power and gets it back', async ({ page }) => {
  await page.goto('./');
  await expect(inPicture(page, /^node1, node, Ready/)).toBeVisible();
  await until(page, 'Tab', page.locator('[data-item]').first());
  await until(page, 'ArrowRight', node(page, 'node1'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('F6');
  await until(page, 'Tab', button(page, 'Power off'));
  await page.keyboard.press('Enter');
  await expect(inPicture(page, /^node1, node, powered off/)).toBeVisible();
  await expect(button(page, 'Power on')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(inPicture(page, /^node1, node, Ready/)).toBeVisible();
});

test('time: pause, step, speed, the past, and going on from there', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible();
  await page.keyboard.press('F6');
  await until(page, 'Tab', button(page, 'Pause'));
  await page.keyboard.press('Space');
  await expect(button(page, 'Play')).toBeFocused();
  const clock = page.getByRole('timer', { name: 'Virtual time' });
  const stood = await clock.textContent();
  await until(page, 'Tab', button(page, /^Step/));
  await page.keyboard.press('Enter');
  await expect(clock).not.toHaveText(stood ?? '');
  const bar = page.getByRole('slider', { name: /Timeline/ });
  await until(page, 'Tab', bar);
  await page.keyboard.press('Home');
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);

  await until(page, 'Tab', button(page, 'Continue from here'));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Continue from here?' });
  await expect(dialog).toBeVisible();
  // The dialog holds the focus and gives it back.
  for (let presses = 0; presses < 5; presses++) {
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        () => document.activeElement?.closest('dialog') !== null || document.activeElement === document.body,
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button(page, 'Continue from here')).toBeFocused();
  await page.keyboard.press('Enter');
  await until(page, 'Tab', dialog.getByRole('button', { name: /^Continue from/ }));
  await page.keyboard.press('Enter');
  await expect(button(page, 'Continue from here')).toHaveCount(0);
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);

  const speed = page.getByRole('combobox', { name: 'Speed' });
  await until(page, 'Shift+Tab', speed);
  await page.keyboard.press('ArrowDown');
  await expect(speed).not.toHaveValue('1');
});

test('panels are left, resized and collapsed; editor and terminal let go of the focus', async ({ page }) => {
  await openPage(page);
  await expect(page.locator('.monaco-host[data-loaded="true"] .monaco-editor')).toBeVisible({ timeout: 30_000 });
  await until(page, 'F6', text(page));
  await expect(page.getByText('F6: next panel').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(text(page)).toBeFocused();
  await page.keyboard.press('F6');
  await expect(screen(page)).toBeFocused();
  await page.keyboard.type('echo key$((6 * 7))');
  await page.keyboard.press('Enter');
  await expect(page.locator('.xterm-rows')).toContainText('key42');
  await page.keyboard.press('Shift+F6');
  await expect(text(page)).toBeFocused();
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await expect(page.locator('.header :focus')).toHaveCount(1);

  await page.keyboard.press('F6');
  const bar = page.getByRole('separator').first();
  await until(page, 'Tab', bar);
  const before = Number(await bar.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await expect(bar).not.toHaveAttribute('aria-valuenow', String(before));
  await page.keyboard.press('Enter');
  await expect(bar).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('Enter');
  await expect(bar).not.toHaveAttribute('aria-valuenow', '0');

  // A menu of the header opens, is walked through, and gives the focus back.
  const release = page.getByRole('button', { name: /^Kubernetes release/ });
  await until(page, 'Shift+Tab', release, 60);
  await page.keyboard.press('Enter');
  await expect(page.locator('#release-menu')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.locator('#release-menu button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(release).toBeFocused();
});

for (const media of [
  { colorScheme: 'light', contrast: 'no-preference' },
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'dark', contrast: 'more' },
] as const) {
  test(`the focus is seen wherever it goes: ${media.colorScheme}, contrast ${media.contrast}`, async ({ page }) => {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await page.goto('./');
    await expect(inPicture(page, /^node1, node/)).toBeVisible();
    const seen: string[] = [];
    const unseen: string[] = [];
    for (let presses = 0; presses < 45; presses++) {
      await page.keyboard.press('Tab');
      const told = await page.evaluate(() => {
        const one = document.activeElement;
        if (one === null || one === document.body) return undefined;
        // Writing shows where it goes by its cursor.
        if (one.matches('textarea')) return { what: 'text', ring: true };
        const accent = getComputedStyle(document.body).getPropertyValue('--accent').trim();
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(--accent, ${accent})`;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        const parts = [one, one.parentElement, ...one.querySelectorAll('rect, circle, path')];
        const ring = parts.some((part) => {
          if (part === null) return false;
          const style = getComputedStyle(part);
          return (
            (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) ||
            (part instanceof SVGElement && style.stroke === colour)
          );
        });
        return { what: one.getAttribute('aria-label') ?? one.textContent.slice(0, 30), ring };
      });
      if (told === undefined) continue;
      if (told.what === 'text') await page.keyboard.press('F6');
      (told.ring ? seen : unseen).push(told.what);
    }
    expect(unseen).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(18);
  });
}
