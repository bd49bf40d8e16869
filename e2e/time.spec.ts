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
