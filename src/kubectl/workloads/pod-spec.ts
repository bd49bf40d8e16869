import { CommandError } from '../errors.ts';
import { recordAt, textAt, withField, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { goTypeOf } from '../pods/selector-of.ts';

const templates = ['spec', 'template', 'spec'];

/** Where the Pod spec of a kind stands (polymorphichelpers/updatepodspec.go). */
const podSpecPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: templates,
  Deployment: templates,
  DaemonSet: templates,
  ReplicaSet: templates,
  StatefulSet: templates,
  Job: templates,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The object with its Pod spec changed; kinds that have none are refused. */
export function withPodSpec(object: Json, change: (spec: Json) => Json): Json {
  const path = podSpecPaths[textAt(object, 'kind')];
  if (path === undefined)
    throw new CommandError(`the object is not a pod or does not have a pod template: ${goTypeOf(object)}`);
  return withField(object, path, change(recordAt(object, ...path)));
}

/** The spec with its containers changed, and its init containers; v1.20's `set env` and `set resources` leave those alone. */
export function withContainers(
  spec: Json,
  release: KubectlRelease | undefined,
  change: (container: Json) => Json,
): Json {
  const changed = { ...spec };
  for (const list of release?.name === '1.20' ? ['containers'] : ['containers', 'initContainers']) {
    const containers = spec[list];
    if (Array.isArray(containers)) changed[list] = containers.map((one) => change(one as Json));
  }
  return changed;
}

/** Whether a container's name fits a pattern with `*` (set/helper.go selectString). */
export function fitsPattern(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return name === pattern;
  let position = 0;
  const parts = pattern.split('*');
  for (const [i, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(position).indexOf(part);
    if (next < position || (i === 0 && position !== 0)) return false;
    if (i === parts.length - 1 && name.length !== part.length + next) return false;
    position = next;
  }
  return true;
}
