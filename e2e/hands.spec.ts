import { expect, test } from '@playwright/test';
import { expectClean } from './axe.ts';
import { inPicture, openPage, setSpeed } from './page.ts';

/* What hands can do to the cluster, from the picture and from the inspector. */

test('each hand on a node says what it stands for, and what it did shows', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('clear');
  await inPicture(page, /^node1, node/)
    .locator('text')
    .first()
    .click();
  const hands = page.getByRole('group', { name: 'Hands on' });
  const press = (name: string) => hands.getByRole('button', { name, exact: true }).click();
  await setSpeed(page, 10);

  await press('Take its memory');
  await expect(hands).toContainText('a process beside all Pods takes nearly all memory of node1');
  await expect(hands.getByRole('button', { name: 'Take its memory' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('article', { name: 'node1, node' })).toContainText('KubeletHasInsufficientMemory');
  await press('Take its memory');

  await press('Fill its disk');
  await expect(hands).toContainText('ssh node1 rm /var/tmp/ballast');
  await expect(page.getByRole('article', { name: 'node1, node' })).toContainText('KubeletHasDiskPressure');
  await press('Fill its disk');

  for (const name of ['Slow disk', 'Slow registry']) {
    await press(name);
    await expect(hands.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    await press(name);
    await expect(hands.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'false');
  }

  await press('Reboot');
  await expect(inPicture(page, /^node1, node, powered off/)).toBeVisible();
  await expect(page.getByRole('article', { name: 'node1, node' })).toContainText('has been rebooted', {
    timeout: 30_000,
  });
  await press('Remove');
  await expect(inPicture(page, /^node1, node/)).toHaveCount(0);
  await page.getByRole('button', { name: '+ node' }).click();
  await expect(inPicture(page, /^node1, node, Ready/)).toBeVisible();
});

test('a probe is failed and restored from the menu of a Pod in the picture', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run(
    `kubectl run web --image=nginx --overrides='{"spec":{"containers":[{"name":"web","image":"nginx","readinessProbe":{"httpGet":{"port":80},"periodSeconds":2}}]}}'`,
  );
  await setSpeed(page, 10);
  const pod = inPicture(page, /^web, Pod, Running, 1 of 1 ready/);
  await expect(pod).toBeVisible();
  await pod.locator('text').first().click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'What hands can do to web' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await expectClean(page, 'the menu of a Pod', '.hands-menu');
  await menu.getByRole('menuitem', { name: 'Fail the probe of web' }).click();
  await expect(inPicture(page, /^web, Pod, Running, 0 of 1 ready/)).toBeVisible();
  await inPicture(page, /^web, Pod/).press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Restore the probe of web' }).press('Enter');
  await expect(pod).toBeVisible();
});
