import { describe, expect, test } from 'vitest';
import * as kubectl from '../kubectl/index.ts';
import { FrameCollector } from './frames.ts';
import { podInside } from './pod-inside.ts';
import { Session } from './session.ts';

function clusterWith(spec: string): Session {
  const session = new Session({ release: '1.36', nodes: 1, seed: 1, scenario: 'empty' }, () => kubectl);
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${spec}`;
  session.input({ kind: 'submit', id: 1, verb: 'create', path: '/home/user1/a.yaml', text });
  session.advanceTo(40_000);
  return session;
}

const inside = (spec: string) => podInside(clusterWith(spec).cluster, { namespace: 'default', name: 'a' })!;

describe('a Pod from inside', () => {
  const two = '  containers: [{name: web, image: nginx}, {name: side, image: busybox, command: [sleep, "3600"]}]';

  test('its containers have PID namespaces of their own, each with a PID 1', () => {
    const { containers, sandbox } = inside(two);
    expect(containers.map((one) => [one.name, one.processes[0]?.pid])).toEqual([
      ['web', 1],
      ['side', 1],
    ]);
    expect(new Set([...containers.map((one) => one.namespaces.pid), sandbox.namespaces.pid]).size).toBe(3);
    expect(new Set(containers.map((one) => one.processes[0]?.hostPid)).size).toBe(2);
  });

  test('with shareProcessNamespace they join that of pause, which is its PID 1', () => {
    const { containers, sandbox } = inside(`  shareProcessNamespace: true\n${two}`);
    expect(containers.map((one) => one.namespaces.pid)).toEqual([sandbox.namespaces.pid, sandbox.namespaces.pid]);
    expect(containers.flatMap((one) => one.processes).some((one) => one.pid === 1)).toBe(false);
  });

  test('with hostNetwork its network namespace is the node’s', () => {
    const { sandbox, host } = inside(`  hostNetwork: true\n${two}`);
    expect(sandbox.namespaces.net).toBe(host.net);
    expect(sandbox.namespaces.ipc).not.toBe(host.ipc);
  });

  test('knows sockets, mounts and environment', () => {
    const { containers, sandbox } = inside(
      '  containers: [{name: web, image: nginx, env: [{name: A, value: b}], volumeMounts: [{name: v, mountPath: /v, readOnly: true}]}]\n  volumes: [{name: v, emptyDir: {}}]',
    );
    const [web] = containers;
    expect(web?.listeners).toMatchObject([{ address: '0.0.0.0', port: 80 }]);
    expect(web?.env).toMatchObject({ A: 'b' });
    expect(web?.mounts.find((one) => one.path === '/v')).toMatchObject({ readOnly: true, type: 'bind' });
    expect(sandbox.interfaces.map((one) => one.name)).toEqual(['lo', 'eth0']);
  });

  test('comes with a frame only while it is looked at, and only when it changed', () => {
    const session = clusterWith(two);
    const frames = new FrameCollector(session, true);
    expect(frames.collect(true).inside).toBeUndefined();
    frames.inspect({ namespace: 'default', name: 'a' });
    expect(frames.collect(true).inside?.name).toBe('a');
    expect(frames.collect(true).inside).toBeUndefined();
  });
});
