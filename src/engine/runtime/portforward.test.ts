import { expect, test } from 'vitest';
import type { PortForwardConnection } from '../api/http.ts';
import { RuntimeError } from './cri.ts';
import { testNode, type TestNode } from './testing.ts';

function take(node: TestNode, channel: PortForwardConnection['output']): string {
  node.sim.advanceTo(node.sim.now + 3000);
  let text = '';
  for (let piece = channel.tryTake(); piece !== undefined; piece = channel.tryTake()) text += piece;
  return text;
}

test('a connection is made on the Pod’s own loopback', () => {
  const node = testNode('1.20');
  const sandbox = node.sandbox('alice-pod');
  node.start(sandbox, { image: 'assassing/kubia' });
  node.sim.advanceTo(node.sim.now + 500);
  const connection = node.runtime.portForward(sandbox, 8080);
  connection.input.push('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(take(node, connection.output)).toContain('Hostname: alice-pod\n');
  expect(connection.output.closed).toBe(true);
  expect(connection.error.tryTake()).toBeUndefined();
});

test.each([
  [
    '1.20',
    /^error forwarding port 9999 to pod [0-9a-f]{64}, uid : exit status 1: 2021\/11\/02 \d\d:\d\d:\d\d socat\[\d+\] E connect\(5, AF=2 127\.0\.0\.1:9999, 16\): Connection refused\n$/,
  ],
  [
    '1.36',
    /^error forwarding port 9999 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace "\/var\/run\/netns\/cni-[^"]+": failed to connect to localhost:9999 inside namespace "[0-9a-f]{64}", IPv4: dial tcp4 127\.0\.0\.1:9999: connect: connection refused IPv6: dial tcp6 \[::1\]:9999: connect: connection refused $/,
  ],
] as const)('where nothing listens, %s says so on the error stream', (release, message) => {
  const node = testNode(release);
  const connection = node.runtime.portForward(node.sandbox('quiet'), 9999);
  expect(take(node, connection.error)).toMatch(message);
  expect(connection.output.closed).toBe(true);
});

test('a sandbox that is down refuses', () => {
  const node = testNode('1.36');
  const sandbox = node.sandbox('down');
  node.run(node.runtime.stopPodSandbox(sandbox));
  expect(() => node.runtime.portForward(sandbox, 80)).toThrow(RuntimeError);
});
