/**
 * The floor: what the bare minimum costs on this machine. A heap of timed events, twelve copied-and-frozen objects a Pod, and
 * nothing of Kubernetes. Everything above it is what the simulation itself costs.
 */
export function floor(pods: number): number {
  const started = performance.now();
  const heap: { at: number; pod: number; write: number }[] = [];
  const push = (entry: { at: number; pod: number; write: number }): void => {
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent]!.at <= entry.at) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  };
  const pop = (): { at: number; pod: number; write: number } | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last!.at) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last!;
    return top;
  };
  const store = new Map<number, unknown>();
  for (let pod = 0; pod < pods; pod++) push({ at: pod, pod, write: 0 });
  for (let next = pop(); next !== undefined; next = pop()) {
    const { at, pod, write } = next;
    const old = (store.get(pod) ?? {}) as { metadata?: object; spec?: object; status?: object };
    store.set(
      pod,
      Object.freeze({
        ...old,
        metadata: Object.freeze({ ...old.metadata, name: `pod-${pod}`, resourceVersion: String(at) }),
        spec: old.spec ?? Object.freeze({ containers: Object.freeze([Object.freeze({ name: 'c', image: 'pause' })]) }),
        status: Object.freeze({ ...old.status, phase: write > 10 ? 'Running' : 'Pending', write }),
      }),
    );
    if (write < 11) push({ at: at + 1000, pod, write: write + 1 });
  }
  return performance.now() - started;
}
