import { expect, test } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

test('a Pod is followed through the cluster, step by step', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  const pod = inPicture(page, /^alice-pod, Pod, Running/);
  await expect(pod).toBeVisible({ timeout: 60_000 });
  await pod.click();
  await page.getByRole('tab', { name: 'Trace' }).click();
  await expect(page.getByText('POST /api/v1/namespaces/default/pods', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'next', exact: true }).click();
  const step = page.locator('[aria-current="step"]');
  await expect(step).toContainText('the scheduler chooses');
  await expect(step).toContainText('refused by TaintToleration');
  await page.getByRole('button', { name: /kubelet: Started/ }).click();
  await expect(step).toContainText('Started container assassing');
  await step.getByRole('button', { name: /^See the cluster at/ }).click();
  await expect(page.getByText(/^You look at/)).toBeVisible();
});
