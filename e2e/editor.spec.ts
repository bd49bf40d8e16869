import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inPicture, openPage } from './page.ts';

/** Makes a file in the editor, with this text. */
async function write(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByRole('textbox', { name: 'File name' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
  // Monaco takes the plain field's place when it has loaded; typing before that is possible, but is another test.
  await expect(page.locator('.monaco-host[data-loaded="true"] .monaco-editor')).toBeVisible({ timeout: 30_000 });
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.insertText(text);
}

const result = (page: Page) => page.getByRole('status', { name: 'Result' });
const press = (page: Page, name: 'Create' | 'Apply') => page.getByRole('button', { name, exact: true }).click();

test('Create and Apply answer in the words of kubectl', async ({ page }) => {
  await openPage(page);
  await press(page, 'Create');
  await expect(result(page)).toContainText('pod/alice-pod created');
  await expect(inPicture(page, /^alice-pod, Pod/)).toBeVisible();
  await press(page, 'Create');
  await expect(result(page)).toContainText(
    'Error from server (AlreadyExists): error when creating "kubia-pod.yaml": pods "alice-pod" already exists',
  );
  await press(page, 'Apply');
  await expect(result(page)).toContainText('pod/alice-pod configured');
  await expect(result(page)).toContainText('kubectl.kubernetes.io/last-applied-configuration');
});

test('an unknown field is refused, and nothing is created', async ({ page }) => {
  await openPage(page);
  await write(
    page,
    'odd.yaml',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'odd' },
      spec: { contaners: [], containers: [{ name: 'a', image: 'nginx' }] },
    }),
  );
  await press(page, 'Create');
  await expect(result(page)).toContainText(
    'error: error validating "odd.yaml": error validating data: ValidationError(Pod.spec): unknown field "contaners" in io.k8s.api.core.v1.PodSpec; if you choose to ignore these errors, turn validation off with --validate=false',
  );
  await expect(inPicture(page, /^odd/)).toHaveCount(0);
});

test('broken YAML is refused with its line', async ({ page }) => {
  const terminal = await openPage(page);
  await write(page, 'broken.yaml', 'apiVersion: v1\nkind: [');
  await press(page, 'Create');
  await expect(result(page)).toContainText(
    'error: error parsing broken.yaml: error converting YAML to JSON: yaml: line ',
  );
  // The terminal sees the same file.
  expect(await terminal.run('head -1 broken.yaml')).toBe('apiVersion: v1');
});

test('a file that the terminal writes can be opened, and vi opens the editor', async ({ page }) => {
  const terminal = await openPage(page);
  await terminal.run('echo hello > note.txt');
  await expect(page.getByRole('tab', { name: 'note.txt' })).toBeVisible();
  await terminal.begin('vi note.txt');
  await expect(page.getByRole('tab', { name: 'note.txt' })).toHaveAttribute('aria-selected', 'true');
});

test('Enter ends a line while suggestions are shown; Tab takes the first of them', async ({ page }) => {
  await openPage(page);
  await write(page, 'typed.yaml', '');
  const suggestion = page.locator('.suggest-widget.visible .monaco-list-row');
  const text = page.locator('.monaco-editor .view-line');
  await page.keyboard.type('apiVersion: v1');
  await expect(suggestion.first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('kind: Po');
  await expect(suggestion.first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(text).toHaveText(['apiVersion: v1', 'kind: Pod']);
});
