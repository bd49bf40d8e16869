import type { Pod } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import { isListObject, isRecord, listAt, namespaceOf, textAt, type Json } from '../../object.ts';
import {
  allContainerNames,
  containersOf,
  defaultContainerAnnotation,
  findContainer,
  isMultiContainer,
} from '../../pods/containers.ts';
import { asPod, podsOf } from '../../pods/first-pod.ts';
import { byLogging } from '../../pods/order.ts';
import { goTypeOf, podSelectorOf } from '../../pods/selector-of.ts';

/** One container whose log is printed. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The containers that an object means (polymorphichelpers/logsforobject.go, both releases). */
export function* logSourcesOf(
  invocation: Invocation,
  object: Json,
  container: string,
  timeout: number,
): Task<readonly LogSource[]> {
  const { flags } = invocation;
  const allPods = flags.has('all-pods') && flags.bool('all-pods');
  if (isListObject(object)) {
    const sources: LogSource[] = [];
    for (const item of listAt(object, 'items').filter(isRecord)) {
      sources.push(...(yield* sourcesOfPod(invocation, asPod(item), container, allPods)));
    }
    return sources;
  }
  if (textAt(object, 'kind') === 'Pod') return yield* sourcesOfPod(invocation, asPod(object), container, allPods);

  let selector: string;
  try {
    selector = podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot get the logs from ${goTypeOf(object)}: ${error.message}`);
  }
  const pods = yield* podsOf(invocation, namespaceOf(object), selector, timeout, byLogging);
  const first = pods[0]!;
  if (allPods) {
    const sources: LogSource[] = [];
    for (const pod of pods) sources.push(...(yield* sourcesOfPod(invocation, pod, container, true)));
    return sources;
  }
  if (pods.length > 1) yield* invocation.err(`Found ${pods.length} pods, using pod/${first.metadata?.name ?? ''}\n`);
  return yield* sourcesOfPod(invocation, first, container, false);
}

function* sourcesOfPod(invocation: Invocation, pod: Pod, asked: string, quiet: boolean): Task<readonly LogSource[]> {
  const name = pod.metadata?.name ?? '';
  const source = (container: string): LogSource => ({ namespace: pod.metadata?.namespace ?? '', pod: name, container });
  if (invocation.flags.bool('all-containers')) {
    const order = { initContainers: 0, containers: 1, ephemeralContainers: 2 };
    return [...containersOf(pod)].sort((a, b) => order[a.list] - order[b.list]).map((one) => source(one.name));
  }
  const container =
    asked !== ''
      ? asked
      : invocation.release.logsDefaultContainer === 'first'
        ? yield* firstContainer(invocation, pod, quiet)
        : yield* onlyContainer(invocation, pod);
  if (findContainer(pod, container) === undefined) {
    const names = invocation.release.logsDefaultContainer === 'first' ? ` out of: ${allContainerNames(pod)}` : '';
    throw new CommandError(`container ${container} is not valid for pod ${name}${names}`);
  }
  return [source(container)];
}

/** v1.36: the annotated container, else the first, with a line that says so. */
function* firstContainer(invocation: Invocation, pod: Pod, quiet: boolean): Task<string> {
  const annotated = pod.metadata?.annotations?.[defaultContainerAnnotation] ?? '';
  if (annotated !== '') {
    if (findContainer(pod, annotated) !== undefined) return annotated;
    yield* invocation.err(`Default container name ${quote(annotated)} not found in pod ${pod.metadata?.name ?? ''}\n`);
  }
  const first = pod.spec?.containers[0]?.name ?? '';
  if (isMultiContainer(pod) && !quiet)
    yield* invocation.err(`Defaulted container ${quote(first)} out of: ${allContainerNames(pod)}\n`);
  return first;
}

/** v1.20: the annotated container, or the only one; several are an error that lists them. */
function* onlyContainer(invocation: Invocation, pod: Pod): Task<string> {
  const annotated = pod.metadata?.annotations?.['kubectl.kubernetes.io/default-logs-container'] ?? '';
  if (annotated !== '') {
    if (findContainer(pod, annotated) !== undefined) return annotated;
    yield* invocation.err(`Default container name ${quote(annotated)} not found in a pod\n`);
  }
  const names = (list: readonly { readonly name: string }[] | undefined): string =>
    (list ?? []).map((one) => one.name).join(' ');
  const containers = pod.spec?.containers ?? [];
  if (containers.length === 1) return containers[0]!.name;
  let message = `a container name must be specified for pod ${pod.metadata?.name ?? ''}, choose one of: [${names(containers)}]`;
  if (names(pod.spec?.initContainers) !== '')
    message += ` or one of the init containers: [${names(pod.spec?.initContainers)}]`;
  if (names(pod.spec?.ephemeralContainers) !== '') {
    message += ` or one of the ephemeral containers: [${names(pod.spec?.ephemeralContainers)}]`;
  }
  throw new CommandError(message);
}
