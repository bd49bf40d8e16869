import { expect, test } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

test('looks back at the past with a click on the timeline, and returns to the present', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible();
  const bar = page.getByRole('slider', { name: /Timeline/ });
  const box = (await bar.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.05, box.y + box.height / 2);
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);
  await page.getByRole('button', { name: /present/i }).click();
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible();
});

test('goes to a time that is written down, ahead and back', async ({ page }) => {
  await openPage(page);
  const menu = page.getByRole('combobox', { name: /^Run until/ });
  const field = page.getByRole('textbox', { name: 'Virtual time' });
  const clock = page.getByRole('timer', { name: 'Virtual time' });
  await menu.selectOption('a time …');
  await field.fill('soon');
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText('That is no time');
  await field.fill('0:05:00');
  await field.press('Enter');
  await expect(field).toHaveCount(0);
  await expect(clock).toHaveText('00:05:00.0');
  await menu.selectOption('a time …');
  await field.fill('12s');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(clock).toHaveText('00:00:12.0');
  await expect(page.getByRole('button', { name: /present/i })).toBeVisible();
});
