import { isRecord, listAt, nameOf, namespaceOf, recordAt, textAt, type Json } from '../../object.ts';
import { isStatusError } from '../../../engine/api/status.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { lastAppliedAnnotation } from '../../annotations.ts';
import { apiVersionOf, resourcePath, type RestMapping } from '../../client/rest-mapper.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import type { DryRun } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import { klogLine } from '../../go/klog.ts';
import type { ObjectPrinter } from '../../printers/output.ts';
import { cascadingStrategy } from '../delete/cascade.ts';

/** What --prune looks at unless told otherwise: `group/version/kind` (kubectl/pkg/util/prune/prune.go, apply/prune.go). */
const defaults: Readonly<Record<'1.20' | '1.36', readonly string[]>> = {
  '1.36': [
    'core/v1/ConfigMap',
    'core/v1/Endpoints',
    'core/v1/PersistentVolumeClaim',
    'core/v1/Pod',
    'core/v1/ReplicationController',
    'core/v1/Secret',
    'core/v1/Service',
    'batch/v1/Job',
    'batch/v1/CronJob',
    'networking.k8s.io/v1/Ingress',
    'apps/v1/DaemonSet',
    'apps/v1/Deployment',
    'apps/v1/ReplicaSet',
    'apps/v1/StatefulSet',
    'core/v1/Namespace',
    'core/v1/PersistentVolume',
  ],
  '1.20': [
    'core/v1/ConfigMap',
    'core/v1/Endpoints',
    'core/v1/Namespace',
    'core/v1/PersistentVolumeClaim',
    'core/v1/PersistentVolume',
    'core/v1/Pod',
    'core/v1/ReplicationController',
    'core/v1/Secret',
    'core/v1/Service',
    'batch/v1/Job',
    'batch/v1beta1/CronJob',
    'networking.k8s.io/v1/Ingress',
    'apps/v1/DaemonSet',
    'apps/v1/Deployment',
    'apps/v1/ReplicaSet',
    'apps/v1/StatefulSet',
  ],
};

/** The kinds that are pruned: --prune-allowlist (v1.20: --prune-whitelist), or the usual ones. */
export function* pruneMappings(invocation: Invocation): Task<readonly RestMapping[]> {
  const { flags, release, client } = invocation;
  const given = ['prune-allowlist', 'prune-whitelist'].flatMap((name) => (flags.has(name) ? flags.list(name) : []));
  if (given.length === 0 && release.name !== '1.20') {
    yield* invocation.err(klogLine(invocation.p, 'W', 'prune.go:71', namespaceWarning));
  }
  const found: RestMapping[] = [];
  for (const text of given.length === 0 ? defaults[release.name] : given) {
    const parts = text.split('/');
    if (parts.length !== 3)
      throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    const [group, version, kind] = [parts[0] === 'core' ? '' : parts[0]!, parts[1]!, parts[2]!];
    const mapping = yield* client.mapper.forKind(group, version, kind);
    if (mapping !== undefined) found.push(mapping);
    else if (given.length > 0)
      throw new CommandError(
        `no matches for kind ${quote(kind)} in version ${quote(apiVersionOf({ group, version }))}`,
      );
  }
  return found;
}

const namespaceWarning =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

export interface PruneCandidate {
  readonly mapping: RestMapping;
  readonly object: Json;
}

/** Objects that were applied once and are not among `visited`: in the namespaces that those are in. */
export function* pruneCandidates(
  invocation: Invocation,
  mappings: readonly RestMapping[],
  visited: readonly Json[],
): Task<readonly PruneCandidate[]> {
  const { client, flags } = invocation;
  const uids = new Set(visited.map((object) => textAt(object, 'metadata', 'uid')));
  const namespaces = [...new Set(visited.map(namespaceOf).filter((namespace) => namespace !== ''))].sort();
  const selector = flags.string('selector');
  const found: PruneCandidate[] = [];
  const search = function* (mapping: RestMapping, namespace: string): Task<void> {
    const list = yield* client.object('GET', resourcePath(mapping, namespace), {
      query: selector === '' ? {} : { labelSelector: selector },
    });
    for (const item of listAt(list, 'items').filter(isRecord)) {
      if (recordAt(item, 'metadata', 'annotations')[lastAppliedAnnotation] === undefined) continue;
      if (uids.has(textAt(item, 'metadata', 'uid'))) continue;
      found.push({ mapping, object: { apiVersion: apiVersionOf(mapping), kind: mapping.kind, ...item } });
    }
  };
  for (const namespace of namespaces) {
    for (const mapping of mappings) if (mapping.namespaced) yield* search(mapping, namespace);
  }
  for (const mapping of mappings) if (!mapping.namespaced) yield* search(mapping, '');
  return found;
}

/** apply --prune: deletes what is no longer in the files, and says so. */
export function* prune(
  invocation: Invocation,
  mappings: readonly RestMapping[],
  visited: readonly Json[],
  dryRun: DryRun,
  print: ObjectPrinter,
): Task<void> {
  const { client, flags } = invocation;
  const gracePeriod = flags.number('grace-period');
  for (const { mapping, object } of yield* pruneCandidates(invocation, mappings, visited)) {
    if (dryRun !== 'client') {
      try {
        yield* client.object('DELETE', resourcePath(mapping, namespaceOf(object), nameOf(object)), {
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
            propagationPolicy: cascadingStrategy(invocation).policy,
            ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
          },
        });
      } catch (error) {
        // Its owner went before it.
        if (!isStatusError(error, 'NotFound')) throw error;
      }
    }
    yield* invocation.out(print(object));
  }
}
