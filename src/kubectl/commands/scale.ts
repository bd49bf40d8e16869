import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable } from '../errors.ts';
import { dryRunOf, filenameSelection, withDryRun, type DryRun } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import { field, textAt, withField, type Json } from '../object.ts';
import { objectPrinter } from '../printers/output.ts';
import { recordFlag } from '../record.ts';
import { page } from '../pages/page.ts';
import { scalePage } from '../pages/scale.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { recordCause } from './patch.ts';

/** kubectl/pkg/cmd/scale/scale.go and pkg/scale/scale.go. */
export function scale(release: KubectlRelease): Command {
  return {
    ...page(release, scalePage, { required: ['replicas'], hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const replicas = flags.number('replicas');
  const resourceVersion = flags.string('resource-version');
  if (replicas < 0)
    throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  if (flags.number('current-replicas') < -1)
    throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args: invocation.args,
    all: flags.bool('all'),
    labelSelector: flags.string('selector'),
    continueOnError: true,
    flatten: true,
  });
  const infos: Info[] = [];
  let failure: Error | undefined;
  try {
    yield* result.visit(function* (info): Task<void> {
      infos.push(info);
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    failure = error;
  }
  if (resourceVersion !== '' && infos.length > 1)
    throw new CommandError('cannot use --resource-version with multiple resources');
  if (infos.length === 0) throw failure ?? new CommandError('no objects passed to scale');
  const print = objectPrinter(
    invocation,
    // v1.20 does not say that it was a dry run.
    release.name === '1.20' ? 'scaled' : withDryRun('scaled', dryRun),
  );
  for (const info of infos) {
    const size = dryRun === 'client' ? replicas : yield* scaleOne(invocation, info, replicas, dryRun);
    const shown =
      release.name === '1.20' || !['', 'apps'].includes(info.mapping.group)
        ? (info.object ?? {})
        : withField(info.object ?? {}, ['spec', 'replicas'], size);
    if (dryRun !== 'client') yield* recordCause(invocation, info, shown, {});
    yield* invocation.out(print(shown));
  }
  if (failure !== undefined) throw failure;
}

/** How long a conflict is tried again (scale.go: NewRetryParams(1*time.Second, 5*time.Minute)). */
const retries = 300;

function* scaleOne(invocation: Invocation, info: Info, replicas: number, dryRun: DryRun): Task<number> {
  let size = replicas;
  for (let attempt = 0; ; attempt++) {
    try {
      size = Number(field(yield* setScale(invocation, info, replicas, dryRun), 'spec', 'replicas') ?? 0);
      break;
    } catch (error) {
      if (!isStatusError(error, 'Conflict')) throw error;
      if (attempt >= retries) throw new CommandError('context deadline exceeded');
    }
    yield* invocation.p.sleep(1000);
  }
  const timeout = invocation.flags.number('timeout');
  if (timeout !== 0 && dryRun === 'none') yield* waitForSize(invocation, info, replicas, timeout);
  return size;
}

function* setScale(invocation: Invocation, info: Info, replicas: number, dryRun: DryRun): Task<Json> {
  const { client, flags } = invocation;
  const path = scalePath(info);
  const query = dryRun === 'server' ? { dryRun: 'All' } : {};
  const size = flags.number('current-replicas');
  const version = flags.string('resource-version');
  if (size === -1 && version === '') {
    return yield* client.object('PATCH', path, {
      query,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas } },
    });
  }
  const current = yield* client.object('GET', path);
  const now = Number(field(current, 'spec', 'replicas') ?? 0);
  if (size !== -1 && now !== size) throw new CommandError(`Expected replicas to be ${size}, was ${now}`);
  const versionNow = textAt(current, 'metadata', 'resourceVersion');
  if (version !== '' && version !== versionNow)
    throw new CommandError(`Expected resource version to be ${version}, was ${versionNow}`);
  return yield* client.object('PUT', path, { query, body: withField(current, ['spec', 'replicas'], replicas) });
}

/** Until spec and status agree; another's new size ends the wait too. */
function* waitForSize(invocation: Invocation, info: Info, replicas: number, timeout: number): Task<void> {
  const { client, p } = invocation;
  const end = p.now() + timeout;
  for (;;) {
    const current = yield* client.object('GET', scalePath(info));
    if (Number(field(current, 'spec', 'replicas') ?? 0) !== replicas) return;
    if (Number(field(current, 'status', 'replicas') ?? 0) === replicas) return;
    if (p.now() + 1000 > end) {
      throw new CommandError(`timed out waiting for ${quote(info.name)} to be synced`);
    }
    yield* p.sleep(1000);
  }
}

function scalePath(info: Info): string {
  return resourcePath(info.mapping, info.namespace, info.name, 'scale');
}
