import type { PodInside } from '../../session/protocol.ts';

export type Shared = 'net' | 'ipc' | 'uts' | 'pid';

/** Who holds a namespace that the Pod's containers share: pause for the Pod, or the node for everybody. */
export interface Slab {
  readonly kind: Shared;
  readonly holder: 'pause' | 'node';
}

/**
 * The namespaces that all containers of the Pod share, from the one they stand on downwards: read from the ids in the kernel,
 * not from the spec.
 */
export function sharedNamespaces(inside: PodInside): readonly Slab[] {
  const { sandbox, host, containers } = inside;
  const holder = (kind: Shared): Slab['holder'] => (sandbox.namespaces[kind] === host[kind] ? 'node' : 'pause');
  const running = containers.filter((one) => one.namespaces.pid !== undefined);
  const sharesPid = running.length > 0 && running.every((one) => one.namespaces.pid === sandbox.namespaces.pid);
  const kinds: readonly Shared[] = ['net', 'ipc', 'uts', ...(sharesPid ? (['pid'] as const) : [])];
  return kinds.map((kind) => ({ kind, holder: holder(kind) }));
}
