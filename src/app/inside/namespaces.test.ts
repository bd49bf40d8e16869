import { expect, test } from 'vitest';
import type { PodInside } from '../../session/protocol.ts';
import { sharedNamespaces } from './namespaces.ts';

function inside(own: Partial<PodInside['sandbox']['namespaces']>, pids: readonly string[]): PodInside {
  return {
    namespace: 'default',
    name: 'a',
    uid: 'u',
    node: 'node1',
    host: { net: 'net-0', ipc: 'ipc-0', uts: 'uts-0', pid: 'pid-0' },
    sandbox: {
      id: 's',
      attempt: 0,
      state: 'ready',
      hostname: 'a',
      createdAt: 0,
      namespaces: { net: 'net-1', ipc: 'ipc-1', uts: 'uts-1', pid: 'pid-1', ...own },
      interfaces: [],
    },
    containers: pids.map((pid, index) => ({
      id: `${index}`,
      name: `c${index}`,
      attempt: 0,
      image: 'nginx',
      state: 'running',
      argv: [],
      uid: 0,
      namespaces: { pid, mnt: `mnt-${index}` },
      processes: [],
      listeners: [],
      mounts: [],
      env: {},
      memory: 0,
    })),
  };
}

test('pause holds NET, IPC and UTS for the containers', () => {
  expect(sharedNamespaces(inside({}, ['pid-2', 'pid-3']))).toEqual([
    { kind: 'net', holder: 'pause' },
    { kind: 'ipc', holder: 'pause' },
    { kind: 'uts', holder: 'pause' },
  ]);
});

test('and PID where the containers are in its own', () => {
  expect(sharedNamespaces(inside({}, ['pid-1', 'pid-1'])).map((one) => one.kind)).toContain('pid');
});

test('what has the node’s id is the node’s', () => {
  expect(sharedNamespaces(inside({ net: 'net-0', uts: 'uts-0' }, ['pid-2']))).toEqual([
    { kind: 'net', holder: 'node' },
    { kind: 'ipc', holder: 'pause' },
    { kind: 'uts', holder: 'node' },
  ]);
});
