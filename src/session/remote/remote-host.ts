import type { ApiTransport } from '../../engine/api/http.ts';
import type { KubeObject, Resource } from '../../engine/api/types.ts';
import { createFabric } from '../../engine/network/index.ts';
import type { Release } from '../../engine/releases/release.ts';
import { createFileTree, createMachine } from '../../engine/runtime/kernel/index.ts';
import { Simulation } from '../../engine/sim/simulation.ts';
import { Desk } from '../desk.ts';
import type { KubectlRoom } from '../late-kubectl.ts';
import type { ChangedObject, FromSession, ObjectKey, Ready, ToSession } from '../protocol.ts';
import { user } from '../workstation.ts';
import { mirroredKinds, type MirroredKind } from './kinds.ts';
import { Reflector, type ReflectorApi } from './reflector.ts';

export interface RemoteHostOptions {
  readonly post: (message: FromSession) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly kubectl: () => KubectlRoom;
  /** Where the API is, e.g. `http://127.0.0.1:8001`. */
  readonly origin: string;
  readonly transport: (wake: () => void) => ApiTransport;
  readonly api: ReflectorApi;
}

/** The clock of the page moves on at least so often, ms. */
const tick = 250;

/** An address for a host that has only a name here: of TEST-NET-1 (RFC 5737), where nobody is. */
const stand = '192.0.2.1';

/** v1.20's kubectl speaks to clusters of its time, v1.36's to what came later. */
const firstModern = 25;

/**
 * The worker's side of the protocol before a cluster that is not the engine's: the desk stands in a simulation that keeps wall time, its kubectl asks
 * the real API, and the picture shows what watches of the API tell. What only the engine could do is not asked of it; the page says why.
 */
export class RemoteHost {
  readonly #sim: Simulation;
  readonly #epoch: number;
  #desk: Desk | undefined;
  #transport: ApiTransport | undefined;
  #changed = new Map<string, ChangedObject>();
  #deleted = new Map<string, ObjectKey>();
  #full = true;
  #postedAt = -Infinity;
  #revision = 0;
  readonly #unreached = new Map<string, string>();
  readonly #refused = new Map<Resource, string>();
  #connection = '';
  #reflectors: readonly Reflector[] = [];
  #stopped = false;

  constructor(private readonly options: RemoteHostOptions) {
    this.#epoch = options.now();
    this.#sim = new Simulation(1, this.#epoch);
  }

  /** Asks who is there until somebody answers, sits down, and follows the cluster. */
  async connect(): Promise<void> {
    const { api, post, origin } = this.options;
    while (!this.#stopped) {
      const reason = await this.#meet();
      if (reason === undefined) break;
      post({ type: 'connection', origin, live: false, detail: reason, refused: [] });
      await api.sleep(2000);
    }
    if (this.#stopped) return;
    this.#reflectors = mirroredKinds.map((kind) => new Reflector(kind, api, this.#listener(kind)));
    for (const reflector of this.#reflectors) void reflector.run();
  }

  /** Follows the cluster no longer. */
  stop(): void {
    this.#stopped = true;
    for (const reflector of this.#reflectors) reflector.stop();
  }

  receive(message: ToSession): void {
    switch (message.type) {
      case 'input':
        if (message.input.kind !== 'deed') this.#desk?.perform(message.input);
        this.#run();
        break;
      case 'read':
        this.#read(message.id, message.path);
        break;
      case 'trace':
        this.options.post({ type: 'traced', id: message.id, steps: [] });
        break;
      default:
        // Time, recordings and the kernel's view are the engine's own; the page offers none of them here.
        break;
    }
  }

  /** Moves the desk on to the wall's time, and posts a frame if there is something to say. */
  turn(): void {
    this.#run();
    const desk = this.#desk;
    if (desk === undefined) return;
    const time = this.#sim.now;
    for (const result of desk.drainResults()) this.options.post(result);
    const terminals = desk.terminals
      .drain()
      .map(({ terminal, output, closed }) => ({ terminal, data: output, ...(closed ? { closed } : {}) }));
    const files = this.#full ? desk.files() : desk.drainFiles();
    const edits = desk.drainEdits();
    const news = this.#changed.size + this.#deleted.size + terminals.length + files.length + edits.length;
    if (!this.#full && news === 0 && time - this.#postedAt < tick) return;
    this.#postedAt = time;
    this.options.post({
      type: 'frame',
      full: this.#full,
      time,
      head: time,
      paused: false,
      rate: 1,
      revision: this.#revision,
      objects: [...this.#changed.values()],
      deleted: [...this.#deleted.values()],
      nodes: [],
      removedNodes: [],
      packets: [],
      activity: [],
      terminals,
      marks: [],
      files,
      edits,
    });
    this.#full = false;
    this.#changed = new Map();
    this.#deleted = new Map();
  }

  #run(): void {
    this.#sim.advanceTo(Math.max(this.#sim.now, this.options.now() - this.#epoch));
  }

  /** Undefined once the API has said which version it is; otherwise why not. */
  async #meet(): Promise<string | undefined> {
    try {
      const { status, body } = await this.options.api.get('/version');
      const version = body as { major?: unknown; minor?: unknown; gitVersion?: unknown } | undefined;
      if (status !== 200 || typeof version?.gitVersion !== 'string' || typeof version.minor !== 'string')
        return status === 200 ? 'not a Kubernetes API' : `GET /version: HTTP ${status}`;
      const release = Number.parseInt(version.minor, 10) >= firstModern ? '1.36' : '1.20';
      this.#sit(release);
      this.options.post(await this.#ready(release, version.gitVersion));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #ready(release: Release['name'], gitVersion: string): Promise<Ready> {
    const { status, body } = await this.options.api.get('/api/v1/nodes?limit=1');
    const list = status === 200 ? (body as { items?: { status?: { nodeInfo?: Record<string, string> } }[] }) : {};
    const [name = '', version = ''] = (list.items?.[0]?.status?.nodeInfo?.['containerRuntimeVersion'] ?? '').split(
      '://',
    );
    return {
      type: 'ready',
      remote: { origin: this.options.origin },
      config: { release, nodes: 0, seed: 0, scenario: 'pods' },
      epochUnix: this.#epoch,
      gitVersion,
      runtime: { name, version },
      pauseImage: '',
      podNetwork: '',
      nodeMonitorGracePeriod: release === '1.20' ? 40 : 50,
      home: user.home,
    };
  }

  #sit(release: Release['name']): void {
    const { kubectl, origin } = this.options;
    const url = new URL(origin);
    const isAddress = /^\d+(\.\d+){3}$/.test(url.hostname) || url.hostname === 'localhost';
    const address = url.hostname === 'localhost' ? '127.0.0.1' : isAddress ? url.hostname : stand;
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    const transport = this.options.transport(() => this.turn());
    this.#transport = transport;
    this.#desk = new Desk({
      config: { release, scenario: 'pods' },
      kubectl,
      server: origin,
      hosts: isAddress ? [] : [{ address, name: url.hostname }],
      machine: (furnish) => {
        const disk = createFileTree(undefined, { now: () => this.#sim.unixNow });
        furnish(disk);
        const fabric = createFabric(this.#sim);
        const machine = createMachine({ sim: this.#sim, name: 'workstation', address: '172.18.0.2', fabric, disk });
        machine.api = { servers: [`${url.protocol}//${address}:${port}`], send: transport.send };
        return machine;
      },
    });
  }

  #listener({ resource }: MirroredKind): ConstructorParameters<typeof Reflector>[2] {
    return {
      changed: (object: KubeObject) => {
        const { namespace = '', name = '', resourceVersion } = object.metadata ?? {};
        const key = `${resource} ${namespace}/${name}`;
        this.#deleted.delete(key);
        this.#changed.set(key, { resource, object });
        this.#revision = Math.max(this.#revision, Number(resourceVersion) || 0);
      },
      deleted: (namespace, name) => {
        const key = `${resource} ${namespace}/${name}`;
        this.#changed.delete(key);
        this.#deleted.set(key, { resource, namespace, name });
      },
      reached: (reason) => {
        if (reason === undefined) this.#unreached.delete(resource);
        else this.#unreached.set(resource, reason);
        this.#refused.delete(resource);
        this.#tellConnection();
      },
      refused: (reason) => {
        this.#unreached.delete(resource);
        this.#refused.set(resource, reason);
        this.#tellConnection();
      },
    };
  }

  #tellConnection(): void {
    const [detail] = this.#unreached.values();
    const message = {
      type: 'connection',
      origin: this.options.origin,
      live: detail === undefined,
      ...(detail === undefined ? {} : { detail }),
      refused: [...this.#refused].map(([resource, reason]) => ({ resource, reason })),
    } as const;
    const text = JSON.stringify(message);
    if (text === this.#connection) return;
    this.#connection = text;
    this.options.post(message);
  }

  #read(id: number, path: string): void {
    const answer = (status: number, body: unknown): void =>
      this.options.post({ type: 'read-result', id, status, body });
    if (this.#transport === undefined) return answer(503, 'no API answers');
    this.#transport.send(
      { method: 'GET', path },
      (response) => {
        response.stream?.close();
        answer(response.status, response.body);
      },
      (error) => answer(503, String(error)),
    );
  }
}
