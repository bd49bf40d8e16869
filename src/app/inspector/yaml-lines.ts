import { dump } from 'js-yaml';
import { applyDefaults } from '../../engine/api/defaulting/index.ts';
import type { ReleaseRef } from '../../engine/api/json.ts';
import { findByGvk } from '../../engine/api/kinds.ts';
import type { KubeObject } from '../../engine/api/types.ts';

/** Who wrote a line of an object. */
export type Author = 'you' | 'kubectl' | 'default' | 'admission' | 'server' | 'scheduler' | 'kubelet' | 'controller';

export interface Line {
  readonly text: string;
  readonly author: Author;
}

type Path = readonly (string | number)[];

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Set by the API server on every write (apiserver pkg/registry/rest/{create,update}.go). */
const serverFields = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);
/** What the admission plugins ServiceAccount, Priority and DefaultTolerationSeconds add to a Pod (kubernetes/plugin/pkg/admission). */
const admitted = new Set(['serviceAccount', 'serviceAccountName', 'priority', 'preemptionPolicy', 'imagePullSecrets']);
const tokenVolume = /^(kube-api-access-|default-token-)/;

/**
 * The object as YAML, keys sorted as kubectl sorts them, each line with who wrote it: read from what kubectl applied last where
 * that is known, from what the server would fill in were it left out, and from where it stands.
 */
export function yamlLines(object: KubeObject, release: ReleaseRef): readonly Line[] {
  const lines: Line[] = [];
  const authorOf = authors(object, release);
  write(object, [], 0, '');
  return lines;

  function write(value: unknown, path: Path, depth: number, lead: string): Author {
    const indent = '  '.repeat(depth);
    const entries = children(value);
    if (entries === undefined || entries.length === 0) {
      const author = authorOf(path);
      const [first = '', ...rest] = scalar(value).split('\n');
      lines.push({ text: `${lead}${first}`, author });
      for (const one of rest) lines.push({ text: `${indent}${one}`, author });
      return author;
    }
    const isList = Array.isArray(value);
    const found = new Set<Author>();
    for (const [index, [key, child]] of entries.entries()) {
      const below = children(child);
      const nested = below !== undefined && below.length > 0;
      const here = index === 0 && lead.endsWith('- ') ? lead : indent;
      const childPath = [...path, key];
      if (isList) {
        found.add(
          nested ? write(child, childPath, depth + 1, `${here}- `) : write(child, childPath, depth + 1, `${here}- `),
        );
      } else if (nested) {
        const at = lines.push({ text: `${here}${String(key)}:`, author: 'you' }) - 1;
        // A list stands no deeper than its key, as kubectl prints it.
        const author = write(child, childPath, Array.isArray(child) ? depth : depth + 1, '');
        lines[at] = { text: lines[at]?.text ?? '', author };
        found.add(author);
      } else {
        found.add(write(child, childPath, depth + 1, `${here}${String(key)}: `));
      }
    }
    const [only] = found;
    return found.size === 1 && only !== undefined ? only : found.has('you') ? 'you' : (only ?? 'you');
  }
}

function children(value: unknown): readonly (readonly [string | number, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((one, index) => [index, one] as const);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const scalar = (value: unknown): string => dump(value, { lineWidth: -1 }).trimEnd();

function authors(object: KubeObject, release: ReleaseRef): (path: Path) => Author {
  const kind = findByGvk(release, object.apiVersion ?? '', object.kind ?? '');
  const applied = parse(object.metadata?.annotations?.[lastApplied]);
  const owned = (object.metadata?.ownerReferences ?? []).length > 0;
  const writer: Author = owned ? 'controller' : 'you';
  return (path) => {
    const [top, field] = path;
    if (top === 'status') return statusAuthor(object, path);
    if (top === 'metadata') return metadataAuthor(path, writer, applied);
    if (top !== 'spec') return 'you';
    if (applied !== undefined && at(applied, path) !== undefined) return 'you';
    if (object.kind === 'Pod') {
      if (field === 'nodeName') return 'scheduler';
      if (typeof field === 'string' && admitted.has(field)) return 'admission';
      if (isToken(object, path) || isDefaultToleration(object, path)) return 'admission';
    }
    if (kind === undefined) return writer;
    return applied !== undefined || isDefault(object, path, (of) => applyDefaults(kind, of, release))
      ? 'default'
      : writer;
  };
}

function statusAuthor(object: KubeObject, path: Path): Author {
  if (object.kind !== 'Pod') return object.kind === 'Node' ? 'kubelet' : 'controller';
  if (path[1] === 'qosClass') return 'server';
  const condition = path[1] === 'conditions' ? at(object, path.slice(0, 3)) : undefined;
  const { type, status } = (condition ?? {}) as { type?: string; status?: string };
  if (type === 'PodScheduled' && status === 'False') return 'scheduler';
  return at(object, ['spec', 'nodeName']) === undefined ? 'server' : 'kubelet';
}

function metadataAuthor(path: Path, writer: Author, applied: unknown): Author {
  const field = String(path[1]);
  if (serverFields.has(field)) return 'server';
  if (field === 'ownerReferences') return 'controller';
  if (field === 'annotations' && path[2] === lastApplied) return 'kubectl';
  if (field === 'namespace' && applied === undefined) return writer;
  return writer;
}

/** The token of the service account: its volume, and where containers see it. */
function isToken(object: KubeObject, path: Path): boolean {
  const holder = path.findLastIndex((part) => part === 'volumes' || part === 'volumeMounts');
  if (holder < 0) return false;
  const { name } = (at(object, path.slice(0, holder + 2)) ?? {}) as { name?: string };
  return tokenVolume.test(name ?? '');
}

function isDefaultToleration(object: KubeObject, path: Path): boolean {
  if (path[1] !== 'tolerations') return false;
  const { key, tolerationSeconds } = (at(object, path.slice(0, 3)) ?? {}) as {
    key?: string;
    tolerationSeconds?: number;
  };
  return /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(key ?? '') && tolerationSeconds === 300;
}

/** Whether the server puts the very same value back if it is left out. */
function isDefault(object: KubeObject, path: Path, defaulted: (object: KubeObject) => KubeObject): boolean {
  const filled = defaulted(without(object, path) as KubeObject);
  return JSON.stringify(at(filled, path)) === JSON.stringify(at(object, path));
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return rest.length === 0 ? value : value.map((one: unknown, index) => (index === key ? without(one, rest) : one));
  }
  const copy: Record<string, unknown> = { ...value };
  if (rest.length === 0) delete copy[key];
  else copy[key] = without(copy[key], rest);
  return copy;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (of, key) => (typeof of === 'object' && of !== null ? (of as Record<string | number, unknown>)[key] : undefined),
    value,
  );
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Somebody wrote the annotation by hand: then it tells nothing.
    return undefined;
  }
}
