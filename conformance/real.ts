import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outcome } from './outcome.ts';

/** A directory tree of this machine in which a real kubectl runs. */
export class RealWorkstation {
  readonly #root = mkdtempSync(join(tmpdir(), 'podarium-conformance-'));

  constructor(kubectl: string) {
    mkdirSync(join(this.#root, 'bin'));
    mkdirSync(join(this.#root, 'cache'));
    symlinkSync(kubectl, join(this.#root, 'bin', 'kubectl'));
  }

  writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.#root, directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    // Discovery is read once for all.
    symlinkSync(join(this.#root, 'cache'), join(this.#root, directory, '.kube', 'cache'));
  }

  run(line: string, directory: string, env: Readonly<Record<string, string>>, milliseconds: number): Promise<Outcome> {
    const home = join(this.#root, directory);
    return new Promise((resolve, reject) => {
      const shell = spawn('bash', ['-c', line], {
        cwd: home,
        env: {
          PATH: `${join(this.#root, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
          HOME: home,
          KUBECONFIG: join(home, '.kube', 'config'),
          LANG: 'C.UTF-8',
          ...env,
        },
        // A group of its own, so that what it started ends with it.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const outcome = { stdout: '', stderr: '' };
      shell.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
      shell.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
      const timer = setTimeout(() => {
        outcome.stderr += '(still running: killed)\n';
        process.kill(-shell.pid!, 'SIGKILL');
      }, milliseconds);
      shell.on('error', reject);
      shell.on('close', (code) => {
        clearTimeout(timer);
        resolve({ ...outcome, exitCode: code ?? 128 });
      });
    });
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
