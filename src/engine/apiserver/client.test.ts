import { describe, expect, test } from 'vitest';
import { ApiUnreachable } from '../api/client.ts';
import { isStatusError } from '../api/status.ts';
import type { ConfigMap, Pod } from '../api/types.ts';
import { inProcessClient } from './client.ts';
import { gatedClient } from './gated-client.ts';
import { testServer } from './testing.ts';

const map = (name: string, data: Record<string, string> = {}): ConfigMap => ({ metadata: { name }, data });
const pod = (name: string): Pod => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i:1' }] } });

describe("a component's client", () => {
  test('answers verbs with the stored, frozen objects', () => {
    const { server } = testServer();
    const client = inProcessClient(server, 'test');
    const made = client.create('configmaps', 'default', map('a', { x: '1' }));
    expect(Object.isFrozen(made)).toBe(true);
    expect(client.get('configmaps', 'default', 'a')).toBe(made);
    expect(client.find('configmaps', 'default', 'nope')).toBeUndefined();
    expect(client.list('configmaps', { namespace: 'default' })).toEqual([made]);
    const patched = client.patch('configmaps', 'default', 'a', { data: { y: '2' } });
    expect(patched.data).toEqual({ x: '1', y: '2' });
    expect(() => client.update('configmaps', made)).toThrow('the object has been modified');
    client.delete('configmaps', 'default', 'a');
    expect(() => client.get('configmaps', 'default', 'a')).toThrow('configmaps "a" not found');
  });

  test('binds a Pod once', () => {
    const { server } = testServer();
    const client = inProcessClient(server, 'kube-scheduler');
    client.create('pods', 'default', pod('a'));
    client.bind('default', 'a', 'node1');
    const bound = client.get('pods', 'default', 'a');
    expect(bound.spec?.nodeName).toBe('node1');
    expect(bound.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    try {
      client.bind('default', 'a', 'node2');
      expect.unreachable();
    } catch (error) {
      expect(isStatusError(error, 'Conflict') && error.message).toBe(
        'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "node1"',
      );
    }
  });

  test('evicts as far as a budget allows', () => {
    const { server } = testServer();
    const client = inProcessClient(server, 'kubectl');
    client.create('pods', 'default', { ...pod('a'), metadata: { name: 'a', labels: { app: 'x' } } });
    client.patch(
      'pods',
      'default',
      'a',
      { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
      { subresource: 'status' },
    );
    client.create('poddisruptionbudgets', 'default', {
      metadata: { name: 'b' },
      spec: { minAvailable: 1 as never, selector: { matchLabels: { app: 'x' } } },
    });
    client.patch(
      'poddisruptionbudgets',
      'default',
      'b',
      { status: { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0 } },
      { subresource: 'status' },
    );
    try {
      client.evict('default', 'a');
      expect.unreachable();
    } catch (error) {
      expect(isStatusError(error, 'TooManyRequests') && error.status.details?.causes?.[0]?.message).toBe(
        'The disruption budget b needs 1 healthy pods and has 1 currently',
      );
    }
    client.patch(
      'poddisruptionbudgets',
      'default',
      'b',
      { status: { disruptionsAllowed: 1 } },
      { subresource: 'status' },
    );
    client.evict('default', 'a');
    expect(client.find('pods', 'default', 'a')).toBeUndefined();
    expect(client.get('poddisruptionbudgets', 'default', 'b').status?.disruptionsAllowed).toBe(0);
  });
});

describe('a client whose way can be cut', () => {
  function setUp() {
    const { server, sim } = testServer();
    const direct = inProcessClient(server, 'controller');
    let open = true;
    let reopened = (): void => {};
    const gated = gatedClient(
      inProcessClient(server, 'kubelet'),
      () => open,
      (listener) => (reopened = listener),
    );
    const events: string[] = [];
    gated.watch('configmaps', { namespace: 'default' }, ({ type, object }) => {
      events.push(`${type} ${object.metadata!.name!}`);
    });
    const pass = (): void => sim.advanceTo(sim.now + 10);
    const cut = (): void => void (open = false);
    const mend = (): void => {
      open = true;
      reopened();
    };
    return { direct, gated, events, pass, cut, mend };
  }

  test('throws while it is, and works again after', () => {
    const { gated, cut, mend } = setUp();
    cut();
    expect(() => gated.list('pods')).toThrow(ApiUnreachable);
    mend();
    expect(gated.list('pods')).toEqual([]);
  });

  test('hears nothing while it is, and then what it missed', () => {
    const { direct, events, pass, cut, mend } = setUp();
    direct.create('configmaps', 'default', map('gone'));
    direct.create('configmaps', 'default', map('changed'));
    direct.create('configmaps', 'default', map('same'));
    pass();
    cut();
    direct.delete('configmaps', 'default', 'gone');
    direct.patch('configmaps', 'default', 'changed', { data: { a: 'b' } });
    direct.create('configmaps', 'default', map('new'));
    pass();
    expect(events.splice(0)).toEqual(['ADDED gone', 'ADDED changed', 'ADDED same']);
    mend();
    pass();
    expect(events).toEqual(['DELETED gone', 'MODIFIED changed', 'ADDED new']);
  });

  test('is told of a write once, however short the cut', () => {
    const { direct, events, pass, cut, mend } = setUp();
    direct.create('configmaps', 'default', map('a'));
    cut();
    mend();
    pass();
    expect(events).toEqual(['ADDED a']);
  });
});
