import { describe, expect, test } from 'vitest';
import { refusal } from '../../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const c = (more: object = {}): object => ({ name: 'c', image: 'i', ...more });
const tpl = (labels: object = { a: 'b' }, spec: object = {}): object => ({
  metadata: { labels },
  spec: { containers: [c()], ...spec },
});
const sel = { matchLabels: { a: 'b' } };
const o = (apiVersion: string, kind: string, spec?: object, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...(spec === undefined ? {} : { spec }),
  ...more,
});

/** What the API server of v1.36.0 answers, word by word. */
describe('a workload', () => {
  test.each<[string, Manifest, string]>([
    [
      'needs a selector and a template',
      o('apps/v1', 'Deployment', {}),
      '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
    ],
    [
      'selects something',
      o('apps/v1', 'Deployment', { selector: {}, template: tpl() }),
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    [
      'selects the Pods of its template',
      o('apps/v1', 'Deployment', { selector: { matchLabels: { x: 'y' } }, template: tpl() }),
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ],
    [
      'selects with operators that there are',
      o('apps/v1', 'Deployment', { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] }, template: tpl() }),
      '[spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator, spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Like"}]}: invalid label selector]',
    ],
    [
      'restarts its Pods always',
      o('apps/v1', 'Deployment', {
        selector: sel,
        template: tpl({ a: 'b' }, { restartPolicy: 'Never', activeDeadlineSeconds: 3 }),
      }),
      '[spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always", spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported]',
    ],
    [
      'has a template of a right Pod',
      o('apps/v1', 'ReplicaSet', {
        selector: sel,
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'C' }] } },
      }),
      "[spec.template.spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?'), spec.template.spec.containers[0].image: Required value]",
    ],
    [
      'has no fewer replicas than none',
      o('apps/v1', 'ReplicaSet', { selector: sel, template: tpl(), replicas: -1, minReadySeconds: -1 }),
      '[spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0]',
    ],
    [
      'rolls with room to move',
      o('apps/v1', 'Deployment', {
        selector: sel,
        template: tpl(),
        strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } },
      }),
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
    ],
    [
      'rolls by numbers or percentages',
      o('apps/v1', 'Deployment', {
        selector: sel,
        template: tpl(),
        strategy: { rollingUpdate: { maxSurge: 'all', maxUnavailable: '200%' } },
      }),
      "[spec.strategy.rollingUpdate.maxSurge: Invalid value: \"all\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%'), spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"200%\": must not be greater than 100%]",
    ],
    [
      'is replaced at once or rolls',
      o('apps/v1', 'Deployment', {
        selector: sel,
        template: tpl(),
        strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
      }),
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    [
      'has a strategy that there is',
      o('apps/v1', 'Deployment', { selector: sel, template: tpl(), strategy: { type: 'BlueGreen' } }),
      'spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
    [
      'has time to become ready',
      o('apps/v1', 'Deployment', { selector: sel, template: tpl(), minReadySeconds: 600 }),
      'spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds',
    ],
    [
      'on every node surges or leaves gaps',
      o('apps/v1', 'DaemonSet', {
        selector: sel,
        template: tpl(),
        updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      }),
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ],
    [
      'on every node does one of both',
      o('apps/v1', 'DaemonSet', {
        selector: sel,
        template: tpl(),
        updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
      }),
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ],
    [
      'with identities has claims that can be',
      o('apps/v1', 'StatefulSet', {
        selector: sel,
        template: tpl(),
        volumeClaimTemplates: [{ metadata: { name: 'v' }, spec: {} }],
      }),
      '[spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required, spec.volumeClaimTemplates[0].spec.resources[storage]: Required value]',
    ],
    [
      'with identities has policies that there are',
      o('apps/v1', 'StatefulSet', {
        selector: sel,
        template: tpl(),
        serviceName: 'S',
        podManagementPolicy: 'Chaotic',
        updateStrategy: { type: 'Never' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Sell' },
      }),
      '[spec.podManagementPolicy: Invalid value: "Chaotic": must be \'OrderedReady\' or \'Parallel\', spec.updateStrategy: Invalid value: {"Type":"Never","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\', spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Sell": supported values: "Retain", "Delete", spec.serviceName: Invalid value: "S": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character (e.g. \'my-name\',  or \'123-abc\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?\')]',
    ],
    [
      'mounts the volumes of its claims and of its template',
      o('apps/v1', 'StatefulSet', {
        selector: sel,
        template: tpl(
          { a: 'b' },
          {
            containers: [
              c({
                volumeMounts: [
                  { name: 'v', mountPath: '/v' },
                  { name: 'w', mountPath: '/w' },
                ],
              }),
            ],
          },
        ),
        volumeClaimTemplates: [
          {
            metadata: { name: 'v' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }),
      'spec.template.spec.containers[0].volumeMounts[1].name: Not found: "w"',
    ],
    [
      'of the old kind needs a selector or labels',
      o('v1', 'ReplicationController', {}),
      '[spec.selector: Required value, spec.template: Required value]',
    ],
    [
      'remembers data',
      { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'a' }, revision: -1 },
      '[revision: Invalid value: -1: must be greater than or equal to 0, data: Required value: data is mandatory]',
    ],
  ])('%s', (_claim, manifest, message) => {
    expect(refusal(manifest)).toBe(message);
  });
});
