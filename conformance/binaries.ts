import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A kubectl that the Kubernetes project built. */
export interface Kubectl {
  readonly path: string;
  /** `v1.33.1` */
  readonly version: string;
  readonly minor: number;
}

/** Where installers put several kubectls side by side. */
const knownPlaces = ['/usr/lib/google-cloud-sdk/bin', '/snap/google-cloud-cli/current/bin', '/usr/local/bin'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version that a binary says of itself; undefined for what is no kubectl, or one that only chooses another. */
function identify(path: string): Kubectl | undefined {
  try {
    const text = execFileSync(path, ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { HOME: '/nonexistent', PATH: process.env['PATH'] },
      timeout: 20_000,
    });
    const version = (JSON.parse(text) as { clientVersion?: { gitVersion?: string } }).clientVersion?.gitVersion ?? '';
    const found = /^v1\.(\d+)\.\d+$/.exec(version);
    return found === null ? undefined : { path, version, minor: Number(found[1]) };
  } catch {
    return undefined;
  }
}

/** Every kubectl on PATH, named by $KUBECTL, or beside one of those. */
export function findKubectls(): readonly Kubectl[] {
  const directories = new Set<string>();
  const candidates = new Set<string>();
  const named = (process.env['KUBECTL'] ?? '').split(delimiter).filter((path) => path !== '');
  for (const path of named) candidates.add(path);
  for (const directory of [...(process.env['PATH'] ?? '').split(delimiter), ...knownPlaces]) {
    if (!existsSync(directory)) continue;
    directories.add(directory);
    const kubectl = join(directory, 'kubectl');
    if (existsSync(kubectl)) directories.add(dirname(realpathSync(kubectl)));
  }
  for (const directory of directories) {
    if (!existsSync(directory)) continue;
    for (const name of readdirSync(directory)) {
      if (/^kubectl([.-]?v?1[.-]\d+(\.\d+)?)?$/.test(name)) candidates.add(join(directory, name));
    }
  }
  const byPath = new Map<string, Kubectl>();
  for (const path of candidates) {
    if (!isExecutable(path)) continue;
    const found = identify(path);
    if (found !== undefined) byPath.set(realpathSync(path), found);
  }
  return [...byPath.values()];
}

/**
 * Debian's kubernetes-client, unpacked beside the repository's own files: installing it would clash with another kubectl.
 * @returns its kubectl, or why there is none
 */
function unpackDebian(): Kubectl | string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'podarium', 'kubernetes-client');
  const path = join(cache, 'usr', 'bin', 'kubectl');
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    try {
      const run = (command: string, ...args: string[]): unknown =>
        execFileSync(command, args, { cwd: cache, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
      run('apt-get', 'download', 'kubernetes-client');
      for (const name of readdirSync(cache).filter((file) => file.endsWith('.deb'))) run('dpkg', '-x', name, '.');
    } catch (error) {
      return `Debian's kubernetes-client can't be had: ${(error as Error).message.split('\n')[0] ?? ''}`;
    }
  }
  return identify(path) ?? `${path} is no kubectl`;
}

/** The real kubectl to hold against a release, or why there is none. */
export function kubectlFor(release: string, found: readonly Kubectl[]): Kubectl | string {
  if (release === '1.20') return found.find(({ minor }) => minor === 20) ?? unpackDebian();
  const newest = [...found].filter(({ minor }) => minor >= 31).sort((a, b) => b.minor - a.minor)[0];
  return newest ?? 'no kubectl of v1.31 or later is on PATH, named by $KUBECTL, or beside a Google Cloud CLI';
}

/** Any real kubectl at all. @throws Error that says why there is none */
export function aKubectl(): string {
  const found = findKubectls();
  const [any] = [...found].sort((a, b) => b.minor - a.minor);
  if (any !== undefined) return any.path;
  const unpacked = kubectlFor('1.20', found);
  if (typeof unpacked === 'string') throw new Error(unpacked);
  return unpacked.path;
}
