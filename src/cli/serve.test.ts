import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { serve } from './serve.ts';

const directory = mkdtempSync(join(tmpdir(), 'podarium-serve-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Its status and what it wrote on standard error. */
async function refusal(...args: string[]): Promise<readonly [number, string]> {
  let text = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const status = await serve(args).finally(() => write.mockRestore());
  return [status, text];
}

describe('podarium serve refuses in words', () => {
  test.each([
    [['--port', 'http'], '--port takes a whole number from 0 to 65535, not "http"'],
    [['--port', '70000'], '--port takes a whole number from 0 to 65535, not "70000"'],
    [['--release', 'v1.19'], 'unknown release "v1.19": choose from v1.20, v1.36'],
    [['--speed', '0'], '--speed takes a number from 0.01 to 1000, not "0"'],
    [['--nodes', '-1'], "Option '--nodes' argument is ambiguous."],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j', async (args, message) => {
    const [status, stderr] = await refusal(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(`podarium serve: ${message}`);
  });

  test('a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const refused = await refusal('--port', String(port), '--nodes', '0');
    other.close();
    expect(refused).toEqual([
      1,
      `podarium serve: port ${port} is in use: choose another with --port, or 0 for any free one\n`,
    ]);
  });

  test("a kubeconfig that is somebody else's, which stays as it is", async () => {
    const path = join(directory, 'config');
    writeFileSync(path, 'apiVersion: v1\n');
    expect(await refusal('--kubeconfig', path)).toEqual([
      2,
      `podarium serve: ${path} exists and was not written by podarium: give another --kubeconfig\n`,
    ]);
    expect(readFileSync(path, 'utf8')).toBe('apiVersion: v1\n');
  });
});

test('it says how to use it, serves, and ends cleanly on a signal while somebody watches', async () => {
  const path = join(directory, 'own');
  const main = new URL('main.ts', import.meta.url).pathname;
  const args = ['--import', 'tsx', main, 'serve', '--port', '0', '--nodes', '0', '--kubeconfig', path];
  const server = spawn(process.execPath, args);
  let [stdout, stderr] = ['', ''];
  server.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    server.on('exit', () => reject(new Error(stderr)));
    server.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('Ctrl-C')) resolve();
    });
  });
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? '';
  expect(stdout).toContain(`export KUBECONFIG=${path}\n`);
  expect(readFileSync(path, 'utf8')).toContain(`server: ${url}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const watch = await fetch(`${url}/api/v1/nodes?watch=true`);
  expect(watch.status).toBe(200);
  const exited = new Promise((resolve) => server.removeAllListeners('exit').on('exit', (...how) => resolve(how)));
  server.kill('SIGTERM');
  expect([await exited, stderr]).toEqual([[0, null], '']);
  await watch.body?.cancel().catch(() => {});
});
