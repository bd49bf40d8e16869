import { isStatusError } from '../../engine/api/status.ts';
import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { appliedObject } from '../annotations.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import { createObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, SilentExit, usageError } from '../errors.ts';
import { filenameSelection } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import { nameOf, namespaceOf, recordAt, withField, withSortedKeys, type Json } from '../object.ts';
import { diffPage } from '../pages/diff.ts';
import { page } from '../pages/page.ts';
import { goYaml } from '../printers/yaml.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { getInfo, type Info } from '../resource-builder/info.ts';
import { patchApplied } from './apply/patch.ts';
import { pruneCandidates, pruneMappings } from './apply/prune.ts';
import { maskedSecrets } from './diff/mask.ts';

/** kubectl/pkg/cmd/diff/diff.go: what apply would change, by the machine's own diff program. */
export function diff(release: KubectlRelease): Command {
  return { ...page(release, diffPage), errorsAboveOne: true, run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args, p } = invocation;
  if (args.length > 0) throw usageError(invocation.commandPath, `Unexpected args: [${args.join(' ')}]`);
  if (flags.list('filename').length === 0 && flags.string('kustomize') === '')
    throw new CommandError('must specify one of -f and -k');
  const serverSide = flags.bool('server-side');
  if (flags.bool('force-conflicts') && !serverSide)
    throw new CommandError('--force-conflicts only works with --server-side');
  const prunes = flags.has('prune') && flags.bool('prune');
  const mappings = prunes ? yield* pruneMappings(invocation) : [];

  const live = new Folder(p, 'LIVE');
  const merged = new Folder(p, 'MERGED');
  try {
    const result = yield* select(invocation, {
      ...filenameSelection(invocation),
      labelSelector: flags.string('selector'),
      flatten: true,
    });
    const visited: Json[] = [];
    yield* result.visit(function* (info): Task<void> {
      const now = yield* currentOf(invocation, info);
      const then = yield* mergedOf(invocation, info, now);
      visited.push(now ?? info.object ?? {});
      const [from, to] = shownPair(invocation, now, then);
      live.write(fileName(info), from);
      merged.write(fileName(info), to);
    });
    for (const { mapping, object } of yield* pruneCandidates(invocation, mappings, visited)) {
      const info = { mapping, name: nameOf(object), namespace: namespaceOf(object) };
      live.write(fileName(info), shown(invocation, object));
    }
    yield* runDiff(invocation, live.path, merged.path);
  } finally {
    live.remove();
    merged.remove();
  }
}

function* currentOf(invocation: Invocation, info: Info): Task<Json | undefined> {
  try {
    return (yield* getInfo(invocation.client, info)).object;
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** The object as it would be after apply: a dry run of the server's. */
function* mergedOf(invocation: Invocation, info: Info, now: Json | undefined): Task<Json> {
  const { flags, client } = invocation;
  const wanted = info.object ?? {};
  if (flags.bool('server-side')) {
    const fieldManager = flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl';
    return yield* client.object('PATCH', resourcePath(info.mapping, info.namespace, info.name), {
      query: { dryRun: 'All', fieldManager, force: String(flags.bool('force-conflicts')) },
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: withSortedKeys(wanted),
    });
  }
  const options = { dryRun: 'server', validation: undefined, fieldManager: flags.string('field-manager') } as const;
  if (now === undefined) return yield* createObject(invocation, info.mapping, info.namespace, wanted, options);
  const applied = yield* patchApplied(invocation, { ...info, object: now }, appliedObject(wanted), options);
  return applied.object;
}

function shownPair(invocation: Invocation, now: Json | undefined, then: Json): readonly [Json | undefined, Json] {
  const from = now === undefined ? undefined : shown(invocation, now);
  const to = shown(invocation, then);
  const isSecret = then['apiVersion'] === 'v1' && then['kind'] === 'Secret';
  return isSecret && !showsSecrets(invocation) ? maskedSecrets(from, to) : [from, to];
}

function showsSecrets({ flags }: Invocation): boolean {
  return flags.has('show-secrets') && flags.bool('show-secrets');
}

/** v1.20 shows managed fields always. */
function shown({ flags }: Invocation, object: Json): Json {
  if (!flags.has('show-managed-fields') || flags.bool('show-managed-fields')) return object;
  const { managedFields } = recordAt(object, 'metadata');
  return managedFields === undefined ? object : withField(object, ['metadata', 'managedFields'], undefined);
}

/** `apps.v1.Deployment.default.web` */
function fileName({ mapping, namespace, name }: Pick<Info, 'mapping' | 'namespace' | 'name'>): string {
  const group = mapping.group === '' ? '' : `${mapping.group}.`;
  return `${group}${mapping.version}.${mapping.kind}.${namespace}.${name}`;
}

/** A temporary folder. */
class Folder {
  readonly path: string;
  readonly #files: string[] = [];

  constructor(
    private readonly p: ProcessContext,
    prefix: string,
  ) {
    this.path = `/tmp/${prefix}-${Math.floor(p.random() * 4_294_967_296)}`;
    p.mkdir(this.path, 0o700);
  }

  write(name: string, object: Json | undefined): void {
    const path = `${this.path}/${name}`;
    this.p.writeFile(path, object === undefined ? '' : goYaml(object), { mode: 0o700 });
    this.#files.push(path);
  }

  remove(): void {
    for (const path of this.#files) this.p.unlink(path);
    this.p.rmdir(this.path);
  }
}

/** `diff -u -N`, or $KUBECTL_EXTERNAL_DIFF; its status becomes kubectl's: 1 for differences, more for trouble. */
function* runDiff({ p }: Invocation, from: string, to: string): Task<void> {
  const own = (p.env['KUBECTL_EXTERNAL_DIFF'] ?? '').split(' ').filter((word) => word !== '');
  const [program = 'diff', ...words] = own;
  const options = own.length === 0 ? ['-u', '-N'] : words.filter((word) => /^[a-zA-Z0-9-=]+$/.test(word));
  const argv = own.length === 0 ? [program, ...options, from, to] : [program, from, to, ...options];
  let code: number;
  try {
    const { status } = yield* p.wait(p.spawn({ argv }));
    code = status.signal === undefined ? status.code : 2;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`failed to run ${quote(program)}: executable file not found in $PATH`);
  }
  if (code > 0) throw new SilentExit(code);
}
