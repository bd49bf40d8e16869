import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../engine/api/types.ts';
import { yamlLines } from './yaml-lines.ts';

const release = { name: '1.36' } as const;

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'default', uid: 'u-1' },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'nginx',
        imagePullPolicy: 'Always',
        resources: {},
        volumeMounts: [{ name: 'kube-api-access-x', mountPath: '/var/run/secrets', readOnly: true }],
      },
    ],
    nodeName: 'node1',
    restartPolicy: 'Always',
    serviceAccountName: 'default',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
  },
  status: { phase: 'Running', qosClass: 'BestEffort' },
} as unknown as KubeObject;

const authorOf = (object: KubeObject, text: string) =>
  yamlLines(object, release).find((line) => line.text.trim().replace(/^- /, '') === text)?.author;

describe('the YAML of an object, by who wrote it', () => {
  test('is YAML of the same object, with lists no deeper than their keys', () => {
    const lines = yamlLines(pod, release).map((line) => line.text);
    expect(load(lines.join('\n'))).toEqual(pod);
    expect(lines.slice(7, 10)).toEqual(['  containers:', '  - image: nginx', '    imagePullPolicy: Always']);
  });

  test.each([
    ['image: nginx', 'you'],
    ['imagePullPolicy: Always', 'default'],
    ['restartPolicy: Always', 'default'],
    ['nodeName: node1', 'scheduler'],
    ['serviceAccountName: default', 'admission'],
    ['name: kube-api-access-x', 'admission'],
    ['tolerationSeconds: 300', 'admission'],
    ['uid: u-1', 'server'],
    ['phase: Running', 'kubelet'],
    ['qosClass: BestEffort', 'server'],
  ])('%s: %s', (text, author) => {
    expect(authorOf(pod, text)).toBe(author);
  });

  test('what kubectl applied is yours, also where it is the default', () => {
    const applied = JSON.stringify({
      spec: { restartPolicy: 'Always', containers: [{ name: 'web', image: 'nginx' }] },
    });
    const object = {
      ...pod,
      metadata: { ...pod.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied } },
    };
    expect(authorOf(object, 'restartPolicy: Always')).toBe('you');
    expect(authorOf(object, 'imagePullPolicy: Always')).toBe('default');
  });
});
