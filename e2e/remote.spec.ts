import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { aKubectl } from '../conformance/binaries.ts';
import { inPicture, openPage } from './page.ts';

/* The page on a real API: `kubectl proxy` serves it, with `podarium serve` behind. scripts/test.ts says where no kubectl can be had. */

test.describe.configure({ mode: 'serial' });

const children: ChildProcess[] = [];
test.afterAll(() => {
  for (const child of children) child.kill();
});

/** Starts a program and waits until it has said something like this. */
function started(command: string, args: readonly string[], says: RegExp): Promise<RegExpExecArray> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = says.exec(text);
      if (found !== null) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${command} ended with ${code}: ${text}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let address = '';
let restart: () => Promise<void>;
let stop: () => void;

test.beforeAll(async () => {
  const kubectl = process.env['PODARIUM_KUBECTL'] ?? aKubectl();
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'podarium-e2e-')), 'config');
  const port = await freePort();
  const serve = async (): Promise<void> => {
    await started(
      process.execPath,
      [
        '--import',
        'tsx',
        'src/cli/main.ts',
        'serve',
        '--release',
        'v1.36',
        '--port',
        String(port),
        '--kubeconfig',
        kubeconfig,
      ],
      /serves its API/,
    );
    const child = children.at(-1)!;
    stop = () => {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    };
  };
  restart = serve;
  await serve();
  // kubectl proxy lets nobody into containers unless it is told to.
  const proxied = await started(
    kubectl,
    [
      '--kubeconfig',
      kubeconfig,
      'proxy',
      '--port=0',
      '--www=dist',
      '--www-prefix=/ui/',
      '--api-prefix=/',
      '--reject-paths=^$',
    ],
    /Starting to serve on (127\.0\.0\.1:\d+)/,
  );
  address = `http://${proxied[1]!}/ui/?cluster`;
});

test('the picture, the editor, the terminal and the inspector work; what needs the engine says why it does not', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const terminal = await openPage(page, address);
  const banner = page.getByRole('status').filter({ hasText: 'A real cluster' });
  await expect(banner).toContainText(new URL(address).origin);
  await expect(inPicture(page, /^node1/)).toBeVisible();
  expect(await terminal.run('kubectl get nodes -o name')).toBe('node/master\nnode/node1\nnode/node2');

  await page.getByRole('button', { name: 'Create the Pod' }).click();
  await expect(inPicture(page, /^alice-pod, Pod, Running, 1 of 1 ready/)).toBeVisible({ timeout: 30_000 });
  expect(await terminal.run('kubectl logs alice-pod')).toBe('Runing...');
  expect(await terminal.run('kubectl exec alice-pod -- hostname')).toBe('alice-pod');
  expect(await terminal.run('kubectl get pod none')).toBe('Error from server (NotFound): pods "none" not found');
  await terminal.run('kubectl port-forward alice-pod 8888:8080 > /dev/null &');
  await terminal.runUntil('curl -s localhost:8888', /^Hostname: alice-pod/);

  await inPicture(page, /^alice-pod, Pod/).click({ position: { x: 20, y: 14 } });
  const panel = page.locator('#pod-tab-panel');
  const tab = (name: string): Promise<void> => page.locator('#pod-tab-' + name).click();
  await tab('events');
  await expect(panel).toContainText('Successfully assigned default/alice-pod');
  await tab('logs');
  await expect(panel).toContainText('Runing...');
  await tab('yaml');
  await expect(panel).toContainText('assassing/kubia');

  // Time, hands, trace and the kernel's view are the engine's.
  await expect(page.getByRole('button', { name: /^(Pause|step)/ })).toHaveCount(0);
  await expect(page.getByText('A real cluster cannot be paused, stepped or rewound')).toBeAttached();
  await expect(page.getByRole('button', { name: /^Kill/ })).toBeDisabled();
  await expect(page.getByText('Power, network and processes of a real machine')).toBeVisible();
  await tab('trace');
  await expect(panel).toContainText('Podarium’s own cluster only');
  await page.getByRole('button', { name: 'Look inside' }).click();
  await expect(page.getByText('Processes, sockets and mounts are known to the kernel of the node alone')).toBeVisible();
  await page.getByRole('button', { name: /Back/i }).click();

  await terminal.run('kubectl delete pod alice-pod --now');
  await expect(inPicture(page, /^alice-pod/)).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('a cluster that goes away is missed, and taken up again when it is back', async ({ page }) => {
  await openPage(page, `${address}&lang=zh-CN`);
  await expect(page.getByText('这是一个真实的集群')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  stop();
  await expect(page.getByText('的 API 没有应答，正在重试')).toBeVisible({ timeout: 30_000 });
  await restart();
  await expect(page.getByText('这是一个真实的集群')).toBeVisible({ timeout: 30_000 });
  await expect(inPicture(page, /^node1/)).toBeVisible();
});
