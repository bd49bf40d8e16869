import { type Cluster, createCluster } from '../engine/cluster.ts';
import type { Machine } from '../engine/runtime/machine.ts';
import { performDeed } from './deeds.ts';
import { Desk } from './desk.ts';
import type { KubectlRoom } from './late-kubectl.ts';
import { markOf } from './marks.ts';
import type { ClusterConfig, Input, TimedInput, TimeMark } from './protocol.ts';
import type { Recording } from './recording.ts';
import type { Terminals } from './terminals.ts';
import { TraceLog } from './trace.ts';

/** Virtual ms that a new cluster has run when somebody sits down before it: its nodes are Ready, nothing else has happened. */
const settleTime = 10_000;

/**
 * A cluster with somebody before it: the engine, the workstation, its terminals, and the list of what was typed and clicked. The session knows
 * virtual time only; who owns it decides how fast `advanceTo` is called.
 */
export class Session {
  readonly cluster: Cluster;
  readonly desk: Desk;
  readonly trace: TraceLog;
  readonly #inputs: TimedInput[] = [];
  readonly #marks: TimeMark[] = [];
  #scannedRevision = 0;

  /**
   * @param kubectl asked for when kubectl first runs
   * @param openapi the API description; without it `explain` and /openapi answer that there is none
   */
  constructor(
    readonly config: ClusterConfig,
    kubectl: () => KubectlRoom,
    openapi?: unknown,
  ) {
    this.cluster = createCluster({
      release: config.release,
      seed: config.seed,
      nodes: config.nodes,
      settle: settleTime,
      ...(openapi === undefined ? {} : { openapi }),
    });
    this.trace = new TraceLog(this.cluster);
    this.desk = new Desk({
      config,
      kubectl,
      machine: (furnish) => this.cluster.addMachine('workstation', furnish),
      server: `https://${this.cluster.server.address}`,
      hosts: this.cluster.hosts(),
    });
  }

  get workstation(): Machine {
    return this.desk.workstation;
  }

  get terminals(): Terminals {
    return this.desk.terminals;
  }

  /** Virtual milliseconds since the cluster began. */
  get now(): number {
    return this.cluster.sim.now;
  }

  /** Takes an input at this moment and records it. */
  input(input: Input): void {
    // What is due now comes first, also between two inputs of one instant: a replay does the same.
    this.advanceTo(this.now);
    this.#inputs.push({ at: this.now, input });
    if (input.kind === 'deed') performDeed(this.cluster, input.deed);
    else this.desk.perform(input);
  }

  advanceTo(time: number): void {
    this.cluster.sim.advanceTo(time);
  }

  /** The inputs so far, in order. */
  get inputs(): readonly TimedInput[] {
    return this.#inputs;
  }

  get recording(): Recording {
    return { version: 1, config: this.config, inputs: [...this.#inputs], until: this.now };
  }

  /** The marks of the time bar so far, in order. */
  get marks(): readonly TimeMark[] {
    const { store } = this.cluster.server;
    if (store.revision > this.#scannedRevision) {
      for (const { resource, type, object, previous, at } of store.changesAfter(this.#scannedRevision)) {
        const mark = markOf(resourceName(resource), type, object, previous, at);
        if (mark !== undefined) this.#marks.push(mark);
      }
      this.#scannedRevision = store.revision;
    }
    return this.#marks;
  }
}

/** `pods` of the store's `/pods`, `deployments` of `apps/deployments`. */
export function resourceName(storage: string): string {
  return storage.slice(storage.indexOf('/') + 1);
}

/** Plays a recording up to `until` (default: its end): the same session, revision by revision. */
export function replay(
  recording: Recording,
  kubectl: () => KubectlRoom,
  openapi?: unknown,
  until: number = recording.until,
): Session {
  const session = new Session(recording.config, kubectl, openapi);
  for (const { at, input } of recording.inputs) {
    if (at > until) break;
    session.advanceTo(at);
    session.input(input);
  }
  session.advanceTo(until);
  return session;
}
