import type { Release } from '../releases/index.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import type { ClusterEvent } from './cluster-event.ts';
import type { PodInfo } from './pod-info.ts';

/** Milliseconds that a Pod's attempts are apart at first and at most (podInitialBackoffSeconds, podMaxBackoffSeconds). */
const firstBackOff = 1_000;
const longestBackOff = 10_000;

/** How long an unschedulable Pod waits for an event that could help before it is tried again anyway, ms. */
const longestUnschedulable: Readonly<Record<Release['name'], number>> = { '1.20': 60_000, '1.36': 300_000 };

/** How often the queue looks for Pods that have waited too long (flushUnschedulablePodsLeftover). */
const leftoverPeriod = 30_000;

export interface QueuedPod {
  info: PodInfo;
  readonly attempts: number;
  state: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'popped';
  /** What can undo the last refusal; undefined: anything. */
  undoneBy: ReadonlySet<ClusterEvent> | undefined;
  /** Virtual ms from which it may be tried again, once something has changed. */
  readonly backOffUntil: number;
}

interface Entry extends QueuedPod {
  attempts: number;
  backOffUntil: number;
  /** When it joined the queue it is in; the order among equals. */
  since: number;
  sequence: number;
  timer: Timer | undefined;
}

/** pkg/scheduler/backend/queue: Pods that are ready to be tried, that back off, and that wait for the cluster to change. */
export class SchedulingQueue {
  readonly #entries = new Map<string, Entry>();
  /** A binary heap: higher priority first, then who has waited longer. */
  readonly #active: Entry[] = [];
  readonly #unschedulable = new Set<Entry>();
  #sequence = 0;
  #leftover: Timer | undefined;
  #stopped = false;

  /** @param onActive called when a Pod becomes ready. */
  constructor(
    private readonly sim: Simulation,
    private readonly release: Release,
    private readonly onActive: () => void,
  ) {}

  get(key: string): QueuedPod | undefined {
    return this.#entries.get(key);
  }

  add(info: PodInfo): void {
    const entry: Entry = {
      info,
      attempts: 0,
      state: 'gated',
      undoneBy: undefined,
      backOffUntil: 0,
      since: this.sim.now,
      sequence: this.#sequence++,
      timer: undefined,
    };
    this.#entries.set(info.key, entry);
    if (!isGated(info)) this.#activate(entry);
  }

  /** The Pod was changed. */
  update(info: PodInfo, changed: boolean): void {
    const entry = this.#entries.get(info.key);
    if (entry === undefined) return;
    const before = entry.info;
    entry.info = info;
    if (entry.state === 'gated' && !isGated(info)) this.#activate(entry);
    else if (entry.state === 'active' && before.priority !== info.priority) this.#siftAll();
    else if (entry.state === 'unschedulable' && changed) this.#move(entry);
  }

  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    entry.timer?.cancel();
    this.#unschedulable.delete(entry);
    entry.state = 'popped';
  }

  get ready(): boolean {
    while (this.#active.length > 0 && this.#active[0]!.state !== 'active') this.#pop();
    return this.#active.length > 0;
  }

  /** Takes the next Pod; it must be put back with `refused`, or removed. */
  pop(): QueuedPod | undefined {
    if (!this.ready) return undefined;
    const entry = this.#pop()!;
    entry.state = 'popped';
    entry.attempts++;
    return entry;
  }

  /** The Pod fits nowhere for now. */
  refused(pod: QueuedPod, undoneBy: ReadonlySet<ClusterEvent> | undefined): void {
    const entry = this.#entries.get(pod.info.key);
    if (entry !== pod || entry === undefined) return;
    entry.backOffUntil = this.sim.now + Math.min(firstBackOff * 2 ** (entry.attempts - 1), longestBackOff);
    entry.undoneBy = undoneBy;
    entry.state = 'unschedulable';
    entry.since = this.sim.now;
    this.#unschedulable.add(entry);
    this.#watchLeftovers();
  }

  /** Tries again the Pods whose refusal this may undo; v1.20 tries all of them. */
  happened(event: ClusterEvent, mayHelp?: (info: PodInfo) => boolean): void {
    for (const entry of this.#unschedulable) {
      if (this.release.name !== '1.20' && entry.undoneBy?.has(event) === false) continue;
      if (mayHelp !== undefined && !mayHelp(entry.info)) continue;
      this.#move(entry);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#leftover?.cancel();
    for (const { timer } of this.#entries.values()) timer?.cancel();
  }

  #move(entry: Entry): void {
    this.#unschedulable.delete(entry);
    if (entry.backOffUntil <= this.sim.now) {
      this.#activate(entry);
      return;
    }
    entry.state = 'backoff';
    entry.timer = this.sim.at(entry.backOffUntil, () => this.#activate(entry));
  }

  #activate(entry: Entry): void {
    entry.timer?.cancel();
    entry.timer = undefined;
    entry.state = 'active';
    entry.since = this.sim.now;
    entry.sequence = this.#sequence++;
    this.#push(entry);
    if (!this.#stopped) this.onActive();
  }

  #watchLeftovers(): void {
    if (this.#leftover !== undefined || this.#stopped) return;
    this.#leftover = this.sim.after(leftoverPeriod, () => {
      this.#leftover = undefined;
      for (const entry of this.#unschedulable) {
        if (this.sim.now - entry.since >= longestUnschedulable[this.release.name]) this.#move(entry);
      }
      if (this.#unschedulable.size > 0) this.#watchLeftovers();
    });
  }

  #push(entry: Entry): void {
    const heap = this.#active;
    heap.push(entry);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(heap[i]!, heap[parent]!)) break;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  #pop(): Entry | undefined {
    const heap = this.#active;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    heap[0] = last;
    this.#siftDown(0);
    return top;
  }

  #siftDown(start: number): void {
    const heap = this.#active;
    let i = start;
    for (;;) {
      const left = 2 * i + 1;
      let least = i;
      if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
      if (left + 1 < heap.length && before(heap[left + 1]!, heap[least]!)) least = left + 1;
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }

  #siftAll(): void {
    for (let i = (this.#active.length >> 1) - 1; i >= 0; i--) this.#siftDown(i);
  }
}

/** plugins/queuesort: PrioritySort. */
function before(a: Entry, b: Entry): boolean {
  return a.info.priority > b.info.priority || (a.info.priority === b.info.priority && a.sequence < b.sequence);
}

/** plugins/schedulinggates: a Pod with gates is not even queued; the API server has said so in its conditions. */
export function isGated({ pod }: PodInfo): boolean {
  return (pod.spec?.schedulingGates ?? []).length > 0;
}
