import { expect, test } from '@playwright/test';
import { inPicture, openPage, Terminal } from './page.ts';

test('a link shows the same moment to somebody else, who goes on from there', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Copy a link to this moment of the cluster' }).click();
  await expect(page.getByText('Link copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const other = await context.newPage();
  await other.goto(link);
  await expect(inPicture(other, /^alice-pod, Pod, Running/)).toBeVisible({ timeout: 60_000 });
  const theirs = new Terminal(other);
  await expect.poll(() => theirs.text()).toContain('pod/alice-pod created');
  expect(await theirs.run('kubectl delete pod alice-pod --now')).toContain('pod "alice-pod" deleted');
  await expect(inPicture(page, /^alice-pod, Pod, Running/)).toBeVisible();
});

test('a broken link says so and begins a new cluster', async ({ page }) => {
  await page.goto('./#play=abc');
  await expect(page.getByText('This link holds no session that can be read')).toBeVisible();
  await new Terminal(page).ready();
});

test('runs until the Pod is Ready and stops there', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await inPicture(page, /^alice-pod, Pod/).click();
  await page.getByRole('combobox', { name: 'Run until' }).selectOption('Ready');
  await expect(inPicture(page, /^alice-pod, Pod, Running, 1 of 1 ready/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});
