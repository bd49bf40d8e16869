import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

test('the picture is saved as a drawing and as an image', async ({ page, context }) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible({ timeout: 60_000 });
  const saved = async (name: string): Promise<Buffer> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save the picture as ${name}` }).click(),
    ]);
    return readFileSync(await download.path());
  };

  const svg = (await saved('SVG')).toString();
  // It stands alone: no style sheet, no class, and what it shows is there.
  expect(svg).not.toMatch(/ class=|var\(--/);
  const alone = await context.newPage();
  await alone.setContent(svg);
  await expect(alone.getByText('alice-pod')).toBeVisible();
  await expect(alone.getByText('10.244.')).not.toHaveCount(0);

  const png = await saved('PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
});
