import type { Container } from '../containers.ts';
import type { NodeRuntime } from '../runtime.ts';
import type { Sandbox } from '../sandbox.ts';
import type { ParsedFlags } from '../tools/flags.ts';
import { compileRegex, CrictlError, parseLabels, takeLast } from './command.ts';

/** The labels by which containerd's containers name their Pod (v1.36 pkg/kubelet/kuberuntime/labels.go). */
export function labelsOf({ sandbox, config }: Container): Record<string, string> {
  return {
    'io.kubernetes.container.name': config.name,
    ...podLabels(sandbox),
  };
}

export function podLabels({ config }: Sandbox): Record<string, string> {
  return {
    'io.kubernetes.pod.name': config.name,
    'io.kubernetes.pod.namespace': config.namespace,
    'io.kubernetes.pod.uid': config.uid,
  };
}

/** Records in the order of crictl's lists. */
export function newestFirst<T extends { readonly createdAt: number }>(records: Iterable<T>): T[] {
  return [...records].sort((a, b) => b.createdAt - a.createdAt);
}

/** The containers that the flags of ps ask for, the newest first. */
export function listContainers(runtime: NodeRuntime, flags: ParsedFlags): readonly Container[] {
  const state = flags.text('state')?.toLowerCase();
  if (state !== undefined && !['created', 'running', 'exited', 'unknown'].includes(state)) {
    throw new CrictlError('listing containers: --state should be one of created, running, exited or unknown');
  }
  const everything = flags.bool('all') || flags.bool('latest') || (flags.int('last') ?? 0) > 0;
  const name = compileRegex(flags.text('name'));
  const namespace = compileRegex(flags.text('namespace'));
  const labels = parseLabels(flags.list('label'));
  const image = flags.text('image');
  const imageId = image === undefined ? undefined : (runtime.store.status(image)?.id ?? 'none');
  const found = newestFirst(runtime.containerRecords.values()).filter((container) => {
    const own = labelsOf(container);
    return (
      (state !== undefined ? container.state === state : everything || container.state === 'running') &&
      container.id.startsWith(flags.text('id') ?? '') &&
      container.sandbox.id.startsWith(flags.text('pod') ?? '') &&
      (name?.test(container.config.name) ?? true) &&
      (namespace?.test(container.sandbox.config.namespace) ?? true) &&
      (imageId === undefined || container.image.id === imageId) &&
      labels.every(([key, value]) => own[key] === value)
    );
  });
  return takeLast(found, flags);
}
