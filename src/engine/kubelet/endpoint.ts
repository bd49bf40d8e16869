import type { ApiResponse } from '../api/http.ts';
import { formatMicroTime, parseTime } from '../api/time.ts';
import type { ContainerLogOptions, KubeletEndpoint, RemoteCommandOptions } from '../apiserver/kubelets.ts';
import type { ContainerRuntime, LogEntry } from '../runtime/cri.ts';
import type { Machine } from '../runtime/machine.ts';
import { RuntimeError } from '../runtime/cri.ts';
import { Channel } from '../sim/channel.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { PodWorker } from './pod-worker.ts';

export interface EndpointOptions {
  readonly sim: Simulation;
  readonly runtime: ContainerRuntime;
  readonly machine: Pick<Machine, 'memoryUsed' | 'recentCpu'>;
  readonly reachable: () => boolean;
  readonly worker: (namespace: string, pod: string) => PodWorker | undefined;
}

const refuse = (status: number, body: string): ApiResponse => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

/** RFC 3339 with nine digits, as log lines with --timestamps begin. */
const stamp = (time: number): string => formatMicroTime(time).replace('Z', '000Z');

/** The kubelet's server on port 10250 (pkg/kubelet/server/server.go): logs, exec, attach and port-forward of its Pods. */
export function kubeletEndpoint({ sim, runtime, machine, reachable, worker }: EndpointOptions): KubeletEndpoint {
  /** The id of a container that can be entered, or the refusal. */
  const running = (namespace: string, pod: string, container: string): string | ApiResponse => {
    const found = worker(namespace, pod);
    if (found === undefined) return refuse(404, `pod "${pod}_${namespace}" not found`);
    const { current } = found.containerIds(container);
    if (current === undefined || runtime.container(current)?.state !== 'running') {
      return refuse(500, `container not found ("${container}")`);
    }
    return current;
  };
  const session = (open: () => NonNullable<ApiResponse['upgrade']>): ApiResponse => {
    try {
      return { status: 101, headers: {}, upgrade: open() };
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return refuse(500, error.message);
    }
  };

  return {
    get reachable() {
      return reachable();
    },

    usage: () => ({
      cpu: Math.round(machine.recentCpu * 1e9),
      memory: machine.memoryUsed,
      containers: runtime.listContainerStats().map(({ id, name, podUid, cpu, memory }) => ({
        podUid,
        name,
        since: runtime.container(id)?.startedAt ?? sim.unixNow,
        cpu: cpu.usageNanoCores,
        memory: memory.workingSetBytes,
      })),
    }),

    containerLogs(namespace, pod, container, options) {
      const found = worker(namespace, pod);
      if (found === undefined) return refuse(404, `pod "${pod}_${namespace}" not found`);
      const { current, previous } = found.containerIds(container);
      const status = current === undefined ? undefined : runtime.container(current);
      if (options.previous) {
        const ended = status?.state === 'exited' ? undefined : previous;
        const id = ended ?? previous;
        if (id === undefined || runtime.log(id) === undefined) {
          return refuse(400, `previous terminated container "${container}" in pod "${pod}" not found`);
        }
        return logResponse(sim, runtime, id, options);
      }
      if (current === undefined || status === undefined || status.state === 'created') {
        const spec = [
          ...(found.pod.status?.containerStatuses ?? []),
          ...(found.pod.status?.initContainerStatuses ?? []),
        ];
        const waiting = spec.find(({ name }) => name === container)?.state?.waiting;
        const reason = waiting?.reason ?? 'ContainerCreating';
        const about =
          reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
            ? reason === 'ErrImagePull'
              ? "image can't be pulled"
              : 'trying and failing to pull image'
            : reason;
        return refuse(400, `container "${container}" in pod "${pod}" is waiting to start: ${about}`);
      }
      return logResponse(sim, runtime, current, options);
    },

    exec(namespace, pod, container, command, options: RemoteCommandOptions) {
      const id = running(namespace, pod, container);
      if (typeof id !== 'string') return id;
      return session(() => runtime.exec(id, command, { tty: options.tty, stdin: options.stdin }));
    },

    attach(namespace, pod, container, options) {
      const id = running(namespace, pod, container);
      if (typeof id !== 'string') return id;
      return session(() => runtime.attach(id, { tty: options.tty, stdin: options.stdin }));
    },

    portForward(namespace, pod) {
      const sandbox = worker(namespace, pod)?.sandboxId;
      if (sandbox === undefined) return refuse(404, `pod "${pod}_${namespace}" not found`);
      return {
        status: 101,
        headers: {},
        portForward: { open: (port) => runtime.portForward(sandbox, port), close: () => {} },
      };
    },
  };
}

/** The entries that the options ask for, then with `follow` what comes later. */
function logResponse(
  sim: Simulation,
  runtime: ContainerRuntime,
  id: string,
  options: ContainerLogOptions,
): ApiResponse {
  const log = runtime.log(id);
  const since =
    options.sinceTime !== undefined
      ? (parseTime(options.sinceTime) ?? 0)
      : options.sinceSeconds !== undefined
        ? sim.unixNow - options.sinceSeconds * 1000
        : 0;
  const wanted = (entry: LogEntry): boolean => entry.time >= since;
  const format = (entry: LogEntry): string => (options.timestamps ? `${stamp(entry.time)} ${entry.text}` : entry.text);
  let entries = (log?.entries ?? []).filter(wanted);
  if (options.tailLines !== undefined) entries = options.tailLines === 0 ? [] : entries.slice(-options.tailLines);
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const cut = (text: string): string => {
    const part = text.slice(0, left);
    left -= part.length;
    return part;
  };
  const headers = { 'content-type': 'text/plain' };
  const text = cut(entries.map(format).join(''));
  if (!options.follow || log === undefined) return { status: 200, headers, body: text };
  const stream = new Channel<unknown>();
  if (text !== '') stream.push(text);
  const later = log.follow();
  const seen = new Set(log.entries);
  later.listen(
    (entry) => {
      if (!seen.has(entry) && wanted(entry)) stream.push(cut(format(entry)));
    },
    () => stream.close(),
  );
  stream.onClose(() => later.close());
  return { status: 200, headers, stream };
}
