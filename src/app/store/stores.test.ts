import { describe, expect, test } from 'vitest';
import type { Frame, SandboxView } from '../../session/protocol.ts';
import { testPod, testSandbox } from '../testing.ts';
import { readAddress } from './address.ts';
import type { ClusterState } from './cluster.ts';
import { applyFrame, cluster, objectsOf } from './cluster.ts';
import { parseSelection, selectionText } from './selection.ts';

const frame = (parts: Partial<Frame>): Frame => ({
  type: 'frame',
  full: false,
  time: 0,
  head: 10_000,
  paused: false,
  rate: 1,
  revision: 1,
  objects: [],
  deleted: [],
  nodes: [],
  removedNodes: [],
  packets: [],
  activity: [],
  terminals: [],
  marks: [],
  files: [],
  edits: [],
  ...parts,
});
const pods = (state: ClusterState): string[] => [...objectsOf(state, 'pods').keys()];
const created = (name: string): Frame['objects'] => [{ resource: 'pods', object: testPod({ name }) }];
const begin = applyFrame(cluster.getState(), frame({ full: true, objects: created('a') }));

describe('applyFrame', () => {
  test('adds, changes and deletes', () => {
    const more = applyFrame(begin, frame({ objects: created('b') }));
    expect(pods(more)).toEqual(['default/a', 'default/b']);
    const less = applyFrame(more, frame({ deleted: [{ resource: 'pods', namespace: 'default', name: 'a' }] }));
    expect(pods(less)).toEqual(['default/b']);
  });

  test('a full frame replaces everything', () => {
    expect(pods(applyFrame(begin, frame({ full: true, objects: created('c') })))).toEqual(['default/c']);
  });

  test('what did not change keeps its identity', () => {
    const next = applyFrame(begin, frame({ files: [{ path: '/home/user1/x', text: '' }] }));
    expect(next.objects).toBe(begin.objects);
    expect(next.files).not.toBe(begin.files);
  });

  test('a sandbox beside the one that changed keeps its identity', () => {
    const node = (...sandboxes: SandboxView[]): Frame['nodes'][number] => ({
      node: 'node1',
      address: '172.18.0.11',
      powered: true,
      kubelet: 'running',
      troubles: [],
      cutFrom: [],
      podCIDR: '10.244.1.0/24',
      sandboxes,
      pulls: [],
    });
    const first = applyFrame(begin, frame({ nodes: [node(testSandbox('a'), testSandbox('b'))] }));
    const next = applyFrame(first, frame({ nodes: [node(testSandbox('a'), testSandbox('b', 'notready'))] }));
    const [before, after] = [first, next].map((state) => state.runtimes.get('node1')!.sandboxes);
    expect(after![0]).toBe(before![0]);
    expect(after![1]!.state).toBe('notready');
  });

  test('marks of a future that was dropped are dropped', () => {
    const mark = { at: 9000, tone: 'bad', reason: 'BackOff', about: 'pod/a' } as const;
    const marked = applyFrame(begin, frame({ marks: [mark] }));
    expect(applyFrame(marked, frame({ time: 5000 })).marks).toEqual([mark]);
    expect(applyFrame(marked, frame({ time: 5000, head: 5000 })).marks).toEqual([]);
  });
});

describe('the address bar', () => {
  test.each(['pod/default/clash', 'pod/default/clash/second', 'node/node1', 'services/default/web'])(
    '%s is read as it was written',
    (text) => {
      const selection = parseSelection(text);
      expect(selection === undefined ? '' : selectionText(selection)).toBe(text);
    },
  );

  test.each([null, '', 'pod', 'pod/default', 'node/a/b', 'pod/a/b/c/d', 'secret/a/b'])('%j selects nothing', (text) => {
    expect(parseSelection(text)).toBeUndefined();
  });

  test.each([
    ['?release=1.36', '1.36'],
    ['?release=v1.36', '1.36'],
    ['?release=9.9', '1.20'],
    ['', '1.20'],
  ])('%s means release %s', (search, release) => {
    expect(readAddress(search).release).toBe(release);
  });
});
