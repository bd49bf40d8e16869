import { expect, test } from '@playwright/test';
import { inPicture, openPage, setSpeed } from './page.ts';

test('shows a Pod from its creation to its end', async ({ page }) => {
  const terminal = await openPage(page);
  await expect(inPicture(page, /^node1, node, Ready/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'An empty cluster, waiting for its first Pod' })).toBeVisible();
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);

  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^alice-pod, Pod, ContainerCreating, 0 of 1 ready/)).toBeVisible();
  await setSpeed(page, 10);
  await expect(inPicture(page, /^alice-pod, Pod, Running, 1 of 1 ready, IP 10\.244\.\d+\.\d+$/)).toBeVisible();
  await expect(inPicture(page, /^assassing, container, running, listens on :8080$/)).toBeVisible();

  await terminal.begin('kubectl delete pod alice-pod');
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'No Pods here now' })).toBeVisible();
});

test('shows that the second container on one port keeps crashing', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f clash.yaml');
  await expect(inPicture(page, /^second, container, .*port 80 is taken by first/)).toBeVisible();
  await expect(inPicture(page, /^clash, Pod, CrashLoopBackOff, 1 of 2 ready, \d+ restarts?/)).toBeVisible();
});

test('shows a Pod as Unknown when its node is powered off, and kubectl says the same', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  const node =
    (await terminal.runUntil('kubectl get pod -o wide --no-headers', /Running/)).match(/node[12]/)?.[0] ?? '';
  expect(node).not.toBe('');

  await inPicture(page, new RegExp(`^${node}, node`)).click({ position: { x: 30, y: 26 } });
  await page.getByRole('button', { name: 'Power off' }).click();
  await expect(inPicture(page, new RegExp(`^${node}, node, powered off`))).toBeVisible();
  await setSpeed(page, 30);
  await expect(inPicture(page, new RegExp(`^${node}, node, powered off · silent .*evict`))).toBeVisible();
  expect(await terminal.runUntil(`kubectl get node ${node} --no-headers`, /NotReady/)).toMatch(/NotReady/);
  await expect(inPicture(page, /^alice-pod, Pod, Unknown/)).toBeVisible();
  expect(await terminal.run('kubectl get pod alice-pod --no-headers')).toMatch(/^alice-pod +1\/1 +Unknown +0 /);
});

test('is travelled by the keyboard', async ({ page }) => {
  await openPage(page);
  await inPicture(page, /^node1, node/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(inPicture(page, /^node2, node/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'node2, node' })).toBeVisible();
});
