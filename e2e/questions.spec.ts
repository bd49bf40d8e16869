import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inPicture, openPage, setSpeed } from './page.ts';

/* What a person who only looks can answer about a prepared cluster, by accessible names. */

const pause = (page: Page): Promise<void> => page.getByRole('button', { name: /^(Pause|暂停)$/ }).click();

/** A Pod that no node has room for. */
const huge =
  'kubectl run huge --image=nginx --restart=Never --overrides=\'{"spec":{"containers":[{"name":"huge","image":"nginx","resources":{"requests":{"cpu":"8"}}}]}}\'';

test('which Pod is crash-looping, how long until its next start, and which container has its port', async ({
  page,
}) => {
  const terminal = await openPage(page);
  // A back-off of 10 s must last long enough to be stopped in.
  await setSpeed(page, 2);
  await terminal.run('kubectl create -f clash.yaml');
  const clash = inPicture(
    page,
    /^clash, Pod, CrashLoopBackOff, 1 of 2 ready, \d+ restarts?, next start in (\d+ s|\d+:\d\d)/,
  );
  await expect(clash).toBeVisible();
  await pause(page);
  await expect(inPicture(page, /^first, container, running, listens on :80$/)).toBeVisible();
  await expect(inPicture(page, /^second, container, .*port 80 is taken by first$/)).toBeVisible();

  await inPicture(page, /^clash, Pod/).click({ position: { x: 20, y: 14 } });
  const why = page.getByRole('region', { name: 'Why?' });
  await expect(why).toContainText('Both containers share one network namespace');
  await expect(why).toContainText(/Next start in/);
  await page.getByRole('button', { name: 'Look inside' }).click();
  const inside = page.getByRole('region', { name: 'clash from inside' });
  await expect(inside.getByRole('listitem', { name: 'listens on port 80' })).toBeVisible();
  await expect(inside.getByRole('listitem', { name: 'port 80 is taken by first' })).toBeVisible();
  await expect(inside.getByRole('region', { name: /^first, container, running/ })).toContainText('nginx');
  await expect(inside.getByRole('region', { name: 'What kubectl makes of the three' })).toContainText(
    'second waits, and its reason wins: CrashLoopBackOff',
  );
  await page.keyboard.press('Escape');
  await expect(inside).toHaveCount(0);
});

test('which container owns port 8080, and which two Pods talk, with which addresses', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await expect(inPicture(page, /^assassing, container, running, listens on :8080$/)).toBeVisible();
  const name = (await inPicture(page, /^alice-pod, Pod, Running/).getAttribute('aria-label')) ?? '';
  const address = /IP (\S+)$/.exec(name)?.[1] ?? '';
  expect(address).not.toBe('');
  await terminal.run(
    `kubectl run asker --image=busybox --restart=Never --command -- sh -c "while true; do wget -qO- ${address}:8080; sleep 2; done"`,
  );
  await setSpeed(page, 1);
  const asker = inPicture(page, /^asker, Pod, Running, .*IP 10\.244\.\d+\.\d+$/);
  await expect(asker).toBeVisible({ timeout: 60_000 });
  const from = /IP (\S+)$/.exec((await asker.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await expect(page.getByRole('img', { name: `${from} → ${address}:8080` }).first()).toBeAttached({ timeout: 60_000 });
});

test('why a Pod is Pending', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run(huge);
  const pod = inPicture(page, /^huge, Pod, Pending, 0 of 1 ready, waits for a node, 0\/3 nodes are available/);
  await expect(pod).toBeVisible();
  await pod.click();
  const nodes = page.getByRole('list', { name: 'Node by node' });
  await expect(nodes).toContainText('2 nodes: too little cpu left');
  await expect(nodes).toContainText('1 node: tainted');
});

test('which node is silent, and when its Pods will be evicted', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  const node =
    (await terminal.runUntil('kubectl get pod -o wide --no-headers', /Running/)).match(/node[12]/)?.[0] ?? '';
  await inPicture(page, new RegExp(`^${node}, node`)).click({ position: { x: 30, y: 26 } });
  await page.getByRole('button', { name: 'Power off' }).click();
  await setSpeed(page, 30);
  await expect(
    inPicture(page, new RegExp(`^${node}, node, powered off · silent (\\d+ s|\\d+:\\d\\d), evicts in \\d+:\\d\\d`)),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Why?' })).toContainText(/evicted in \d+:\d\d/);
});
