import { describe, expect, it } from 'vitest';
import type { Container, Pod, Service } from '../api/types.ts';
import type { ApiClient } from '../api/client.ts';
import { expandVariables, resourceField, serviceEnvironment } from './env.ts';

/** TestMapReference and TestMapping of third_party/forked/golang/expansion/expand_test.go. */
describe('references to variables', () => {
  const known = new Map([
    ['VAR_A', 'A'],
    ['VAR_B', 'B'],
    ['VAR_C', 'C'],
    ['VAR_REF', '$(VAR_A)'],
    ['VAR_EMPTY', ''],
  ]);
  it.each([
    ['$(VAR_A)', 'A'],
    ['$(VAR_A)-$(VAR_A)', 'A-A'],
    ['___$(VAR_B)___', '___B___'],
    ['$(VAR_A)_$(VAR_B)_$(VAR_C)', 'A_B_C'],
    ['$$(VAR_B)_$(VAR_A)', '$(VAR_B)_A'],
    ['f000-$$VAR_A', 'f000-$VAR_A'],
    ['foo\\$(VAR_C)bar', 'foo\\Cbar'],
    ['$(VAR_A$(VAR_B))', '$(VAR_A$(VAR_B))'],
    ['$(VAR_A$(VAR_B)', '$(VAR_A$(VAR_B)'],
    ['%%$(VAR_REF)--$(VAR_REF)%%', '%%$(VAR_A)--$(VAR_A)%%'],
    ['foo$(VAR_EMPTY)bar', 'foobar'],
    ['foo$(VAR_Awhoops!', 'foo$(VAR_Awhoops!'],
    ['f00__(VAR_A)__', 'f00__(VAR_A)__'],
    ['$?_boo_$!', '$?_boo_$!'],
    ['$VAR_A', '$VAR_A'],
    ['$(VAR_DNE)', '$(VAR_DNE)'],
    ['$$$$$$(BIG_MONEY)', '$$$(BIG_MONEY)'],
    ['$$$$$$$(GOOD_ODDS)', '$$$$(GOOD_ODDS)'],
    ['$$$$$$$(VAR_A)', '$$$A'],
    ['$VAR_A)', '$VAR_A)'],
    ['${VAR_A}', '${VAR_A}'],
    ['$(VAR_C)_______$(', 'C_______$('],
    ['$(VAR_A)foobarzab$', 'Afoobarzab$'],
    ['--$($($($($--', '--$($($($($--'],
    ['$(foo$$var)', '$(foo$$var)'],
    ['$中文', '$中文'],
  ])('%s is %s', (text, expanded) => {
    expect(expandVariables(text, known)).toBe(expanded);
  });
});

/** TestExtractResourceValue of pkg/api/v1/resource/helpers_test.go; limits that are not said are the node's allocatable. */
describe('resourceFieldRef', () => {
  const node = { cpu: 4000, memory: 8 * 1024 ** 3 };
  const container = (resources: Container['resources']): Container => ({ name: 'c', resources }) as Container;
  it.each<[string, Container['resources'], string, string | undefined, string]>([
    ['a whole limit', { limits: { cpu: '9' } }, 'limits.cpu', undefined, '9'],
    ['nothing requested', {}, 'requests.cpu', undefined, '0'],
    ['thousandths', { requests: { cpu: '8' } }, 'requests.cpu', '1m', '8000'],
    ['a part of a core, rounded up', { requests: { cpu: '1200m' } }, 'requests.cpu', '1', '2'],
    ['100m is a whole core', { requests: { cpu: '100m' } }, 'requests.cpu', '0', '1'],
    ['bytes', { requests: { memory: '100Mi' } }, 'requests.memory', '0', String(100 * 1024 ** 2)],
    ['megabytes', { requests: { memory: '100Mi' } }, 'requests.memory', '1Mi', '100'],
    ['rounded up again', { limits: { memory: '10Mi' } }, 'limits.memory', '4Mi', '3'],
    ['no limit: the node', {}, 'limits.memory', '1Gi', '8'],
    ['no limit of cores: the node', {}, 'limits.cpu', '1', '4'],
  ])('%s', (_, resources, field, divisor, value) => {
    expect(resourceField(container(resources), field, divisor, node)).toBe(value);
  });
});

/** TestFromServices of pkg/kubelet/envvars/envvars_test.go. */
describe('variables of Services', () => {
  const service = (name: string, clusterIP: string, ports: readonly object[]): Service =>
    ({ metadata: { name, namespace: 'test' }, spec: { clusterIP, ports } }) as unknown as Service;
  const own = [
    service('foo-bar', '1.2.3.4', [{ port: 8080, protocol: 'TCP' }]),
    service('abc-123', '5.6.7.8', [
      { name: 'u-d-p', port: 8081, protocol: 'UDP' },
      { name: 't-c-p', port: 8081, protocol: 'TCP' },
    ]),
    service('headless', 'None', [{ port: 8082, protocol: 'TCP' }]),
  ];
  const kubernetes = service('kubernetes', '10.96.0.1', [{ name: 'https', port: 443, protocol: 'TCP' }]);
  const client = { list: () => own, find: () => kubernetes } as unknown as ApiClient;
  const lines = (spec: object): readonly string[] =>
    serviceEnvironment({ client, pod: { metadata: { namespace: 'test' }, spec } as unknown as Pod }).map(
      ({ name, value }) => `${name}=${value}`,
    );

  it('name every port of the Services of the namespace, and those without an address are left out', () => {
    expect(lines({})).toEqual([
      'FOO_BAR_SERVICE_HOST=1.2.3.4',
      'FOO_BAR_SERVICE_PORT=8080',
      'FOO_BAR_PORT=tcp://1.2.3.4:8080',
      'FOO_BAR_PORT_8080_TCP=tcp://1.2.3.4:8080',
      'FOO_BAR_PORT_8080_TCP_PROTO=tcp',
      'FOO_BAR_PORT_8080_TCP_PORT=8080',
      'FOO_BAR_PORT_8080_TCP_ADDR=1.2.3.4',
      'ABC_123_SERVICE_HOST=5.6.7.8',
      'ABC_123_SERVICE_PORT=8081',
      'ABC_123_SERVICE_PORT_U_D_P=8081',
      'ABC_123_SERVICE_PORT_T_C_P=8081',
      'ABC_123_PORT=udp://5.6.7.8:8081',
      'ABC_123_PORT_8081_UDP=udp://5.6.7.8:8081',
      'ABC_123_PORT_8081_UDP_PROTO=udp',
      'ABC_123_PORT_8081_UDP_PORT=8081',
      'ABC_123_PORT_8081_UDP_ADDR=5.6.7.8',
      'ABC_123_PORT_8081_TCP=tcp://5.6.7.8:8081',
      'ABC_123_PORT_8081_TCP_PROTO=tcp',
      'ABC_123_PORT_8081_TCP_PORT=8081',
      'ABC_123_PORT_8081_TCP_ADDR=5.6.7.8',
      ...lines({ enableServiceLinks: false }),
    ]);
  });

  it('are only those of the API server where enableServiceLinks is false', () => {
    expect(lines({ enableServiceLinks: false })).toEqual([
      'KUBERNETES_SERVICE_HOST=10.96.0.1',
      'KUBERNETES_SERVICE_PORT=443',
      'KUBERNETES_SERVICE_PORT_HTTPS=443',
      'KUBERNETES_PORT=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP_PROTO=tcp',
      'KUBERNETES_PORT_443_TCP_PORT=443',
      'KUBERNETES_PORT_443_TCP_ADDR=10.96.0.1',
    ]);
  });
});
