import type { ContainerStatus, Pod } from '../engine/api/types.ts';
import type { SandboxView } from '../session/protocol.ts';

/* Small objects for the tests of this room. */

type Containers = Readonly<Record<string, Partial<ContainerStatus>>>;

interface PodParts {
  readonly name?: string;
  readonly node?: string;
  readonly phase?: string;
  readonly reason?: string;
  readonly ip?: string;
  readonly restartPolicy?: string;
  readonly containers?: Containers;
  readonly inits?: Containers;
  readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  readonly metadata?: Partial<NonNullable<Pod['metadata']>>;
}

/** A Pod with these container statuses; what is not given is left out. */
export function testPod(parts: PodParts): Pod {
  const statuses = (of: Containers | undefined): ContainerStatus[] =>
    Object.entries(of ?? {}).map(([name, status]) => ({
      name,
      image: 'nginx',
      imageID: '',
      ready: false,
      restartCount: 0,
      ...status,
    }));
  const specs = (of: Containers | undefined): { name: string; image: string }[] =>
    Object.keys(of ?? {}).map((name) => ({ name, image: 'nginx' }));
  return {
    metadata: {
      name: parts.name ?? 'a',
      namespace: 'default',
      uid: `uid-${parts.name ?? 'a'}`,
      creationTimestamp: '2021-11-02T21:51:00Z',
      ...parts.metadata,
    },
    spec: {
      containers: specs(parts.containers),
      ...(parts.inits === undefined ? {} : { initContainers: specs(parts.inits) }),
      ...(parts.node === undefined ? {} : { nodeName: parts.node }),
      restartPolicy: parts.restartPolicy ?? 'Always',
    },
    status: {
      phase: parts.phase ?? 'Running',
      ...(parts.reason === undefined ? {} : { reason: parts.reason }),
      ...(parts.ip === undefined ? {} : { podIP: parts.ip }),
      conditions: [...(parts.conditions ?? [])],
      initContainerStatuses: statuses(parts.inits),
      containerStatuses: statuses(parts.containers),
    },
  };
}

export const running = { ready: true, started: true, state: { running: { startedAt: '2021-11-02T21:51:02Z' } } };

export const crashed = (
  code: number,
  message = 'back-off 20s restarting failed container=second pod=a',
): Partial<ContainerStatus> => ({
  restartCount: 2,
  state: { waiting: { reason: 'CrashLoopBackOff', message } },
  lastState: {
    terminated: {
      exitCode: code,
      reason: code === 0 ? 'Completed' : 'Error',
      startedAt: '2021-11-02T21:51:10Z',
      finishedAt: '2021-11-02T21:51:11Z',
    },
  },
});

export const ended = (exitCode: number): Partial<ContainerStatus> => ({
  state: {
    terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: '2021-11-02T21:51:11Z' },
  },
});

export const waiting = (reason: string, message = ''): Partial<ContainerStatus> => ({
  state: { waiting: { reason, message } },
});

export const testSandbox = (id: string, state: SandboxView['state'] = 'ready'): SandboxView => ({
  id,
  podUid: `uid-${id}`,
  name: id,
  namespace: 'default',
  attempt: 0,
  state,
  createdAt: 0,
  hostname: id,
  namespaces: { net: 'n', ipc: 'i', uts: 'u' },
  containers: [],
});
