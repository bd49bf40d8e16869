import { expect, test } from 'vitest';
import { mountGroups, volumeType } from './mounts.ts';

const bind = (path: string, source: string, readOnly = false) => ({ path, source, type: 'bind', readOnly });

test('mounts are sorted by who brought them', () => {
  const groups = mountGroups(
    [
      { path: '/', source: 'overlay', type: 'overlay', readOnly: false },
      { path: '/proc', source: 'proc', type: 'proc', readOnly: false },
      bind('/etc/hosts', '/var/lib/kubelet/pods/18e6/etc-hosts'),
      bind('/data', '/var/lib/kubelet/pods/18e6/volumes/kubernetes.io~empty-dir/shared', true),
      bind('/logs', '/var/log'),
    ],
    new Map([['/var/log', 'logs']]),
  );
  expect(groups).toEqual({
    volumes: [
      { path: '/data', volume: 'shared', readOnly: true },
      { path: '/logs', volume: 'logs', readOnly: false },
    ],
    files: ['/etc/hosts'],
    kernel: ['/proc'],
  });
});

test('a volume says what it is by its one key', () => {
  expect(volumeType({ name: 'a', configMap: { name: 'b' } })).toBe('configMap');
  expect(volumeType({ name: 'a' })).toBe('emptyDir');
});
