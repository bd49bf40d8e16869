import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { crashed, running, testPod } from '../testing.ts';
import type { NodeModel } from './cluster-model.ts';
import { podModel } from './pod-model.ts';
import { containerDetail, containerState, nodeState, podLabel } from './words.ts';

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { translation: en } } }));

const now = Date.parse('2021-11-02T21:55:00Z');

const node = (extra: Partial<NodeModel>): NodeModel => ({
  name: 'node1',
  controlPlane: false,
  address: '172.18.0.11',
  podCIDR: '10.244.1.0/24',
  ready: 'True',
  pressures: [],
  schedulable: true,
  powered: true,
  kubelet: 'running',
  cut: false,
  troubles: [],
  renewedAt: now,
  evictsAt: undefined,
  cpu: { requested: 0, allocatable: 2000 },
  memory: { requested: 0, allocatable: 1 },
  pods: [],
  ...extra,
});

describe('a node', () => {
  test.each([
    ['well', {}, 'Ready', ''],
    ['short of memory', { pressures: ['MemoryPressure'] }, 'Ready', 'MemoryPressure'],
    [
      'silent, and about to evict',
      { ready: 'Unknown', powered: false, renewedAt: now - 63_000, evictsAt: now + 282_000 },
      'powered off · silent 1:03',
      'evicts in 4:42',
    ],
  ] as const)('that is %s says what that leads to on a line of its own', (_name, extra, line, more) => {
    expect(nodeState(node(extra), now, i18next.t)).toMatchObject({
      line,
      more,
      text: more === '' ? line : `${line}, ${more}`,
    });
  });
});

describe('a container', () => {
  const [unready, oom] = podModel(
    testPod({
      containers: {
        a: { ...running, ready: false },
        b: { ...crashed(137), lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
      },
    }),
    undefined,
    [],
    '1.20',
  ).containers;

  test('that runs and is not ready says so', () => {
    expect(unready).toBeDefined();
    expect(containerDetail(unready!, i18next.t)).toMatchObject({ text: 'not ready' });
    expect(containerState(unready!, i18next.t)).toBe('running, not ready');
  });

  test('that the kernel ended for its memory shows that, not only a number', () => {
    expect(containerDetail(oom!, i18next.t)).toEqual({ text: 'OOMKilled', mono: true });
  });
});

test('a Pod of another namespace than default is named with it', () => {
  const label = (namespace: string): string => {
    const pod = testPod({ metadata: { name: 'web', namespace } });
    return podLabel(podModel(pod, undefined, [], '1.36'), undefined, i18next.t);
  };
  expect(label('default')).toMatch(/^web, Pod, /);
  expect(label('team')).toMatch(/^web in team, Pod, /);
});
