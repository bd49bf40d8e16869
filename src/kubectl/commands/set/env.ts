import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf, filenameSelection } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import { listAt, nameOf, recordAt, textAt, type Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setEnvPage } from '../../pages/set-env.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import type { Info } from '../../resource-builder/info.ts';
import { commandWarning } from '../../warn.ts';
import { fitsPattern, withContainers, withPodSpec } from '../../workloads/pod-spec.ts';
import { changeAll, localServerDryRun, setPrinter } from './change.ts';
import { envVarList } from './env-list.ts';
import { parseEnv, splitEnv, updateEnv, type EnvChanges } from './env-vars.ts';

/** kubectl/pkg/cmd/set/set_env.go. */
export function setEnv(release: KubectlRelease): Command {
  return { ...page(release, setEnvPage), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args, release } = invocation;
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  const { resources, words } = splitEnv(args);
  const dryRun = yield* dryRunOf(invocation);
  const print = setPrinter(invocation, 'env updated', dryRun);
  const local = flags.bool('local');
  if (local && dryRun === 'server') throw new CommandError(localServerDryRun);
  if (flags.list('filename').length === 0 && resources.length === 0)
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (flags.bool('list') && flags.string('output') !== '')
    throw new CommandError('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && flags.string('from') === '')
    throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');

  const given = yield* parseEnv(invocation, [...flags.list('env'), ...words]);
  const imported = flags.string('from') === '' ? [] : yield* importedEnv(invocation);
  const prefix = flags.string('prefix');
  const changes: EnvChanges = {
    remove: given.remove,
    set: [...given.set, ...imported].map((one) => ({ ...one, name: `${prefix}${textAt(one, 'name')}` })),
  };
  const infos = yield* selected(invocation, resources);
  const list = flags.bool('list');
  let answered = false;
  const apply = function* (object: Json, info: Info): Task<Json> {
    const { object: changed, chosen } = changedEnv(invocation, object, changes);
    if (chosen.length === 0) {
      const text = `${info.mapping.kind}/${nameOf(object)} does not have any containers matching ${quote(flags.string('containers'))}`;
      yield* invocation.err(commandWarning(invocation.p, release, text));
    }
    if (list) {
      let failed = false;
      for (const container of chosen) failed = (yield* envVarList(invocation, changed, info, container)) || failed;
      if (failed) throw new CommandError('failed to retrieve valueFrom references');
    }
    return changed;
  };
  if (list) {
    for (const info of infos) {
      try {
        yield* apply(info.object ?? {}, info);
      } catch (error) {
        // A listing has said what is wrong.
        if (!(error instanceof CommandError)) throw error;
      }
    }
    return;
  }
  const printOnce: typeof print = (object) => {
    answered = true;
    return print(object);
  };
  const isEmpty = changes.set.length === 0 && words.length === 0;
  const failure = 'failed to patch env update to pod template:';
  yield* changeAll(invocation, infos, { apply, failure }, dryRun, printOnce);
  if (answered && isEmpty && !local && dryRun !== 'client')
    throw new CommandError('at least one environment variable must be provided');
}

function* selected(invocation: Invocation, resources: readonly string[]): Task<readonly Info[]> {
  const { flags } = invocation;
  const local = flags.bool('local');
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
    local,
    ...(local
      ? {}
      : {
          args: resources,
          labelSelector: flags.string('selector'),
          allowEmptySelector: flags.bool('all'),
          latest: true,
        }),
  });
  return yield* result.infos();
}

function changedEnv(
  { flags, release }: Invocation,
  object: Json,
  changes: EnvChanges,
): { object: Json; chosen: readonly Json[] } {
  const pattern = flags.string('containers');
  const chosen: Json[] = [];
  const changed = withPodSpec(object, (spec) => {
    const change = (container: Json): Json => {
      if (!fitsPattern(textAt(container, 'name'), pattern)) return container;
      const now = listAt(container, 'env') as readonly Json[];
      if (!flags.bool('overwrite')) checkOverwrites(now, changes.set);
      const env = updateEnv(now, changes);
      const { env: _before, ...rest } = container;
      const after = env.length === 0 ? rest : { ...rest, env };
      chosen.push(after);
      return after;
    };
    return withContainers(spec, release, change);
  });
  return { object: changed, chosen };
}

function checkOverwrites(now: readonly Json[], wanted: readonly Json[]): void {
  for (const one of wanted) {
    const current = now.find((other) => other['name'] === one['name']);
    if (current === undefined || textAt(current, 'value') === textAt(one, 'value')) continue;
    throw new CommandError(
      `'${textAt(current, 'name')}' already has a value (${textAt(current, 'value')}), and --overwrite is false`,
    );
  }
}

/** --from: a variable for each key of a ConfigMap or Secret. */
function* importedEnv(invocation: Invocation): Task<readonly Json[]> {
  const { flags, release, p } = invocation;
  const keys = flags.list('keys');
  const env: Json[] = [];
  for (const info of yield* selected(invocation, [flags.string('from')])) {
    const object = info.object ?? {};
    const kind = textAt(object, 'kind');
    if (kind !== 'Secret' && kind !== 'ConfigMap') throw new CommandError('unsupported resource specified in --from');
    const ref = kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
    for (const key of Object.keys(recordAt(object, 'data')).sort()) {
      if (keys.length > 0 && !keys.includes(key)) continue;
      const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (name !== key && release.name !== '1.20')
        yield* invocation.err(commandWarning(p, release, `key ${key} transferred to ${name}`));
      env.push({ name, valueFrom: { [ref]: { key, name: nameOf(object) } } });
    }
  }
  return env;
}
