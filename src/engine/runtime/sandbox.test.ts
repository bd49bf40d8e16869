import { describe, expect, test } from 'vitest';
import type { RuntimeEvent } from './cri.ts';
import { inspectRuntime } from './inspect.ts';
import { createRuntime } from './runtime.ts';
import { sandboxConfig, testNode } from './testing.ts';

/** A container that prints what it sees and stays. */
const look = (script: string) => ({ image: 'busybox', command: ['sh', '-c', `${script}; exec sleep 1000`] });

test('the sandbox runs, with pause and the Pod IP, before any image of the Pod is there', () => {
  const node = testNode('1.20');
  const id = node.sandbox('alice-pod');
  expect(node.runtime.podSandbox(id)).toMatchObject({ state: 'ready', ip: '10.244.1.2' });
  const record = node.runtime.sandboxRecords.get(id);
  expect(record?.process).toMatchObject({ argv: ['/pause'], namespacePid: 1 });
  expect(node.runtime.images().map((image) => image.tags[0])).toEqual([
    'registry.cn-hangzhou.aliyuncs.com/google_containers/pause-amd64:3.2',
  ]);
  expect(node.sim.now).toBeGreaterThanOrEqual(300);
  expect(node.sim.now).toBeLessThanOrEqual(600);
});

test('containers of one Pod share hostname, IP and loopback; PIDs and files are their own', () => {
  const node = testNode('1.36');
  const id = node.sandbox('pair');
  node.start(id, { name: 'server', image: 'assassing/kubia' });
  const client = node.start(id, {
    name: 'client',
    ...look('hostname; echo $$; ls /app.js; sleep 1; wget -q -O - http://localhost:8080; cat /etc/hostname'),
  });
  node.sim.advanceTo(node.sim.now + 3000);
  expect(node.logOf(client)).toBe('pair\n1\nls: /app.js: No such file or directory\nHostname: pair\npair\n');
  const [view] = inspectRuntime(node.runtime).sandboxes;
  const [server, other] = view?.containers ?? [];
  expect(server?.pidNamespace).not.toBe(other?.pidNamespace);
  expect(server?.mountNamespace).not.toBe(other?.mountNamespace);
  expect(server?.listeners).toEqual([{ address: '::', port: 8080, hostPid: server?.processes[0]?.hostPid }]);
});

test('with shareProcessNamespace the containers see pause as PID 1 and each other', () => {
  const node = testNode('1.36');
  const id = node.sandbox('shared', { shareProcessNamespace: true });
  node.start(id, { name: 'one', image: 'busybox', command: ['sleep', '1000'] });
  const two = node.start(id, { name: 'two', ...look('echo $$; cat /proc/1/comm /proc/*/comm') });
  node.sim.advanceTo(node.sim.now + 100);
  const log = node.logOf(two);
  expect(log.split('\n')[0]).not.toBe('1');
  expect(log.split('\n')[1]).toBe('pause');
  expect(log).toContain('\nsleep\n');
});

test('/etc/hosts and resolv.conf are what the kubelet and the runtime write', () => {
  const node = testNode('1.36');
  const id = node.sandbox('named', { hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo.remote', 'bar.remote'] }] });
  const container = node.start(id, look('cat /etc/hosts /etc/resolv.conf'));
  node.sim.advanceTo(node.sim.now + 100);
  expect(node.logOf(container)).toBe(
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' +
      'fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n' +
      '10.244.1.2\tnamed\n\n# Entries added by HostAliases.\n10.1.2.3\tfoo.remote\tbar.remote\n' +
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
});

test('a Pod on the host network has the node’s address and name, and no Pod IP', () => {
  const node = testNode('1.36');
  const id = node.sandbox('hostly', { hostNetwork: true });
  const container = node.start(id, look('hostname'));
  node.sim.advanceTo(node.sim.now + 100);
  expect(node.runtime.podSandbox(id)?.ip).toBeUndefined();
  expect(node.logOf(container)).toBe('node1\n');
});

test('a host port leads to the container', () => {
  const node = testNode('1.36');
  const id = node.sandbox('web', { portMappings: [{ hostPort: 8888, containerPort: 8080, protocol: 'TCP' }] });
  node.start(id, { image: 'assassing/kubia' });
  node.sim.advanceTo(node.sim.now + 500);
  expect(node.get('172.18.0.11', 8888)).toContain('Hostname: web');
});

describe('without a Pod CIDR no network can be set up', () => {
  test.each([
    [
      '1.20',
      /^rpc error: code = Unknown desc = failed to set up sandbox container "[0-9a-f]{64}" network for pod "early": networkPlugin cni failed to set up pod "early_default" network: open \/run\/flannel\/subnet\.env: no such file or directory$/,
    ],
    [
      '1.36',
      /^rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="flannel" failed \(add\): loadFlannelSubnetEnv failed/,
    ],
  ] as const)('%s', (release, message) => {
    const { sim, machine, fabric, registry, run, runtime } = testNode(release);
    const early = createRuntime({ sim, machine, fabric, registry, release: runtime.release, podCIDR: () => undefined });
    expect(() => run(early.runPodSandbox(sandboxConfig('early')))).toThrow(message);
    expect(early.podSandboxes()).toEqual([]);
  });
});

test('killing pause takes the sandbox down and leaves the containers', () => {
  const node = testNode('1.20');
  const id = node.sandbox('kubia');
  const container = node.start(id, { image: 'assassing/kubia' });
  const events: RuntimeEvent[] = [];
  node.runtime.onEvent((event) => events.push(event));
  expect(node.runtime.kill(id, 'SIGKILL')).toBe(true);
  node.sim.advanceTo(node.sim.now + 1);
  expect(node.runtime.podSandbox(id)?.state).toBe('notready');
  expect(node.runtime.container(container)?.state).toBe('running');
  expect(events).toEqual([{ kind: 'sandbox-exited', sandboxId: id }]);
});

test('a stopped and removed sandbox leaves nothing behind, and its address is free again', () => {
  const node = testNode('1.36');
  const before = node.machine.processes().length;
  const id = node.sandbox('gone');
  const container = node.start(id, { image: 'nginx' });
  node.sim.advanceTo(node.sim.now + 1000);
  node.run(node.runtime.stopPodSandbox(id));
  expect(node.runtime.container(container)).toMatchObject({ state: 'exited', exit: { code: 137 } });
  node.runtime.removePodSandbox(id);
  expect(node.machine.processes().length).toBe(before);
  expect(node.runtime.containers()).toEqual([]);
  expect(inspectRuntime(node.runtime)).toEqual({ sandboxes: [], pulls: [] });
});

test('what the picture gets is plain data', () => {
  const node = testNode('1.36');
  const id = node.sandbox('plain');
  node.start(id, { image: 'nginx', env: [{ name: 'A', value: 'b' }] });
  const view = inspectRuntime(node.runtime);
  expect(JSON.parse(JSON.stringify(view))).toMatchObject({
    sandboxes: [{ name: 'plain', ip: '10.244.1.2', containers: [{ state: 'running', env: { A: 'b' } }] }],
  });
});
