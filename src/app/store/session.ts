import type { Recording } from '../../session/recording.ts';
import type { TraceStep } from '../../session/trace.ts';
import type {
  Frame,
  FromSession,
  Input,
  PodName,
  ReadResult,
  SubmitResult,
  ToSession,
  Traced,
} from '../../session/protocol.ts';
import { connection } from '../remote/remote-store.ts';
import { applyFrame, cluster } from './cluster.ts';
import { clock } from './clock.ts';
import { toast } from './toasts.ts';

/** The other side: a worker, or anything that talks like one. */
export interface SessionPort {
  postMessage(message: ToSession): void;
  onmessage: ((event: MessageEvent<FromSession>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

type FrameListener = (frame: Frame) => void;

let port: SessionPort | undefined;
let lastId = 0;
const reads = new Map<number, (result: ReadResult) => void>();
const traces = new Map<number, (result: Traced) => void>();
const submits = new Map<number, (result: SubmitResult) => void>();
const records: ((recording: Recording) => void)[] = [];
const frameListeners = new Set<FrameListener>();

/** Connects the page to its session; everything that the session says goes into the stores. */
export function connectSession(to: SessionPort): void {
  port = to;
  to.onmessage = (event) => receive(event.data);
  to.onerror = (event) => toast({ tone: 'bad', key: 'fault', detail: event.message });
}

/** What was said before there is a cluster to say it to; undefined once there is one. */
let early: ToSession[] | undefined = [];

export function send(message: ToSession): void {
  if (early !== undefined && message.type !== 'create' && message.type !== 'open' && message.type !== 'connect') {
    early.push(message);
    return;
  }
  port?.postMessage(message);
  for (const held of early ?? []) port?.postMessage(held);
  early = undefined;
}

/** Something a person did. The past can only be looked at: there it is refused, and said so. Returns whether it was sent. */
export function input(of: Input): boolean {
  const { time, head } = clock.getState();
  if (time < head) {
    if (of.kind !== 'terminal-resize') toast({ tone: 'bad', key: 'past' });
    return false;
  }
  send({ type: 'input', input: of });
  return true;
}

/** One GET of the Kubernetes API, outside of the recording. */
export function readApi(path: string): Promise<ReadResult> {
  const id = ++lastId;
  return new Promise((resolve) => {
    reads.set(id, resolve);
    send({ type: 'read', id, path });
  });
}

/** The way of a Pod through the cluster, up to the moment that is shown. */
export function traceOf(pod: PodName): Promise<readonly TraceStep[]> {
  const id = ++lastId;
  return new Promise((resolve) => {
    traces.set(id, ({ steps }) => resolve(steps));
    send({ type: 'trace', id, pod });
  });
}

/** The session as it is shown, for a link. */
export function recordSession(): Promise<Recording> {
  return new Promise((resolve) => {
    records.push(resolve);
    send({ type: 'record' });
  });
}

/** The editor's Create and Apply; undefined if it could not be asked. */
export function submitFile(verb: 'create' | 'apply', path: string, text: string): Promise<SubmitResult | undefined> {
  const id = ++lastId;
  return new Promise((resolve) => {
    if (input({ kind: 'submit', id, verb, path, text })) submits.set(id, resolve);
    else resolve(undefined);
  });
}

/** Terminals, packets and pulses pass by as they come; they are not state. Returns a stop. */
export function onFrame(listener: FrameListener): () => void {
  frameListeners.add(listener);
  return () => frameListeners.delete(listener);
}

function receive(message: FromSession): void {
  switch (message.type) {
    case 'ready':
      cluster.setState({ ready: message, marks: [] });
      return;
    case 'connection':
      connection.setState({ now: message });
      return;
    case 'frame':
      clock.getState().tick(message, performance.now());
      cluster.setState((state) => applyFrame(state, message));
      for (const listener of frameListeners) listener(message);
      return;
    case 'read-result':
      settle(reads, message.id, message);
      return;
    case 'submit-result':
      settle(submits, message.id, message);
      return;
    case 'traced':
      settle(traces, message.id, message);
      return;
    case 'recorded':
      records.shift()?.(message.recording);
      return;
    case 'skipped':
      if (!message.reached) toast({ tone: 'odd', key: 'notReached' });
      return;
    case 'fault':
      toast({ tone: 'bad', key: message.fatal ? 'fatal' : 'fault', detail: message.message });
      return;
  }
}

function settle<T>(pending: Map<number, (result: T) => void>, id: number, result: T): void {
  pending.get(id)?.(result);
  pending.delete(id);
}
