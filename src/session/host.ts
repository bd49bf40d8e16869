import { FrameCollector } from './frames.ts';
import type { KubectlRoom } from './late-kubectl.ts';
import { Pacer } from './pacer.ts';
import type { FromSession, PodName, ToSession, Until } from './protocol.ts';
import type { Recording } from './recording.ts';
import type { Session } from './session.ts';
import { replay } from './session.ts';
import { reached } from './until.ts';

/** Virtual milliseconds beyond which `skip` gives up: on something that may never happen, and on a time. */
const skipLimit = 30 * 60_000;
const longestSkip = 24 * 3_600_000;

/** Wall milliseconds that one turn may compute before it lets messages in. */
const turnBudget = 24;

/**
 * The worker's side of the protocol: takes messages, keeps the present (and, while somebody looks back, the past), and makes frames. It has no
 * timers of its own: the worker calls `turn` some thirty times a second with the wall time.
 */
export class SessionHost {
  #present: Session | undefined;
  #past: Session | undefined;
  #frames: FrameCollector | undefined;
  #pacer = new Pacer(0, 0);
  #dirty = true;
  #inspected: PodName | undefined;
  #openapi: unknown;

  constructor(
    private readonly post: (message: FromSession) => void,
    private readonly wall: () => number,
    private readonly kubectl: () => KubectlRoom,
  ) {}

  receive(message: ToSession): void {
    this.#dirty = true;
    switch (message.type) {
      case 'create':
        this.#open({ version: 1, config: message.config, inputs: [], until: 0 });
        break;
      case 'open':
        this.#open(message.recording);
        break;
      case 'trace': {
        const steps = (this.#past ?? this.#present)?.trace.of(message.pod) ?? [];
        this.post({ type: 'traced', id: message.id, steps });
        break;
      }
      case 'record':
        this.#record();
        break;
      case 'input':
        // The past is only looked at: what is typed there would be lost.
        if (this.#past === undefined) this.#present?.input(message.input);
        break;
      case 'speed':
        this.#pacer.set(message.paused, message.rate, this.wall());
        break;
      case 'step':
        this.#step();
        break;
      case 'skip':
        this.#skip(message.until);
        break;
      case 'seek':
        this.#seek(message.time);
        break;
      case 'present':
        this.#show(undefined);
        break;
      case 'fork':
        this.#fork();
        break;
      case 'read':
        this.#read(message.id, message.path);
        break;
      case 'connect':
        throw new Error('a remote API is for the remote worker');
      case 'inspect':
        this.#inspected = message.pod;
        this.#frames?.inspect(message.pod);
        break;
    }
  }

  /** The API description has arrived. */
  setOpenApi(document: unknown): void {
    this.#openapi = document;
    for (const session of [this.#present, this.#past])
      if (session !== undefined) session.cluster.server.openapi = document;
  }

  /** Computes up to the wall time and posts a frame if something changed. */
  turn(): void {
    const session = this.#past ?? this.#present;
    if (session === undefined || this.#frames === undefined) return;
    if (this.#past === undefined) this.#advance(session);
    for (const result of session.desk.drainResults()) this.post(result);
    const moved = this.#dirty || !this.#pacer.paused;
    if (!moved && !this.#frames.behind) return;
    this.#dirty = false;
    const head = this.#present?.now ?? session.now;
    this.post({
      type: 'frame',
      ...this.#frames.collect(moved),
      head: Math.max(head, session.now),
      paused: this.#pacer.paused || this.#past !== undefined,
      rate: this.#pacer.rate,
    });
  }

  #advance(session: Session): void {
    const started = this.wall();
    const target = this.#pacer.target(started);
    while (session.now < target) {
      const next = session.cluster.sim.nextEventAt;
      session.advanceTo(next === undefined || next > target ? target : next);
      if (this.wall() - started > turnBudget) {
        // Too much happens for this speed: the clock goes as fast as it can, and says the true time.
        this.#pacer.resync(session.now, this.wall());
        break;
      }
    }
  }

  #open(recording: Recording): void {
    const { config } = recording;
    this.#present = replay(recording, this.kubectl, this.#openapi);
    this.#past = undefined;
    this.#pacer = new Pacer(this.wall(), this.#present.now);
    this.#collectFrames(this.#present, true);
    const { cluster } = this.#present;
    this.post({
      type: 'ready',
      config,
      epochUnix: cluster.sim.epoch,
      gitVersion: cluster.release.gitVersion,
      runtime: cluster.release.runtime,
      pauseImage: cluster.release.pauseImage,
      podNetwork: cluster.podNetwork,
      nodeMonitorGracePeriod: cluster.release.nodeMonitorGracePeriod,
      home: '/home/user1',
    });
  }

  #record(): void {
    const session = this.#past ?? this.#present;
    if (session !== undefined) this.post({ type: 'recorded', recording: session.recording });
  }

  #step(): void {
    const session = this.#present;
    if (session === undefined) return;
    this.#show(undefined);
    const next = session.cluster.sim.nextEventAt;
    if (next !== undefined) session.advanceTo(next);
    this.#pauseAt(session.now);
  }

  #skip(until: Until): void {
    const session = this.#present;
    if (session === undefined) return;
    this.#show(undefined);
    const { sim } = session.cluster;
    const limit = until.until === 'time' ? Math.min(until.at, session.now + longestSkip) : session.now + skipLimit;
    const done = reached(session, until);
    let happened = done();
    while (!happened) {
      const next = sim.nextEventAt;
      if (next === undefined || next > limit) {
        session.advanceTo(limit);
        happened = done();
        break;
      }
      session.advanceTo(next);
      happened = done();
    }
    this.#pauseAt(session.now);
    this.post({ type: 'skipped', reached: happened });
  }

  #seek(time: number): void {
    const session = this.#present;
    if (session === undefined) return;
    if (time >= session.now) {
      this.#show(undefined);
      session.advanceTo(time);
      this.#pauseAt(time);
      return;
    }
    this.#show(replay(session.recording, this.kubectl, this.#openapi, Math.max(0, time)));
  }

  #fork(): void {
    if (this.#past === undefined) return;
    this.#present = this.#past;
    this.#past = undefined;
    this.#pauseAt(this.#present.now);
    this.#dirty = true;
  }

  /** Shows a session of the past, or with `undefined` the present again. */
  #show(past: Session | undefined): void {
    if (past === undefined && this.#past === undefined) return;
    const shown = past ?? this.#present;
    this.#past = past;
    if (shown === undefined) return;
    this.#collectFrames(shown, false);
    this.#pauseAt(this.#present?.now ?? shown.now);
  }

  #collectFrames(session: Session, fresh: boolean): void {
    this.#frames = new FrameCollector(session, fresh);
    this.#frames.inspect(this.#inspected);
  }

  #pauseAt(time: number): void {
    const wall = this.wall();
    this.#pacer.set(true, this.#pacer.rate, wall);
    this.#pacer.resync(time, wall);
  }

  #read(id: number, path: string): void {
    const session = this.#past ?? this.#present;
    if (session === undefined) return;
    session.cluster.transport.send(
      { method: 'GET', path },
      (response) => {
        response.stream?.close();
        this.post({ type: 'read-result', id, status: response.status, body: response.body });
      },
      (error) => this.post({ type: 'read-result', id, status: 503, body: String(error) }),
    );
    // A read is answered at this instant of the simulation, so that it leaves no trace in its time.
    session.cluster.sim.advanceTo(session.now);
  }

  /** What makes the session again, for the browser's storage and for links. */
  get recording(): Recording | undefined {
    return this.#present?.recording;
  }
}
