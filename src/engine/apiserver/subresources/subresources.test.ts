import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '../../api/base64.ts';
import type { ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import type { Release } from '../../releases/index.ts';
import { handle } from '../http/handle.ts';
import type { ContainerLogOptions, KubeletEndpoint } from '../kubelets.ts';
import { testServer, type TestServer } from '../testing.ts';

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, extra: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'a', image: 'x' }], ...extra },
});
const two = {
  initContainers: [{ name: 'i', image: 'x' }],
  containers: ['a', 'b'].map((name) => ({ name, image: 'x' })),
};

interface Cluster extends TestServer {
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): ApiResponse;
}

function cluster(release: Release['name'] = '1.36'): Cluster {
  const made = testServer(release);
  const call: Cluster['call'] = (method, path, body) =>
    handle(made.server, {
      method,
      path,
      headers: method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {},
      ...(body === undefined ? {} : { body }),
    });
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
  call('POST', '/api/v1/nodes', node);
  const address = { type: 'InternalIP', address: '172.18.0.12' };
  call('PATCH', '/api/v1/nodes/n1/status', { status: { addresses: [address] } });
  return { ...made, call };
}

interface Kubelet extends KubeletEndpoint {
  reachable: boolean;
  readonly asked: unknown[];
}

function kubelet(answer: ApiResponse = { status: 200, headers: {}, body: 'hello\n' }): Kubelet {
  const asked: unknown[] = [];
  const ask = (...question: readonly unknown[]): ApiResponse => {
    asked.push(question);
    return answer;
  };
  return {
    reachable: true,
    asked,
    containerLogs: (...question: [string, string, string, ContainerLogOptions]) => ask(...question),
    exec: (...question) => ask(...question),
    attach: (...question) => ask(...question),
    portForward: (...question) => ask(...question),
  };
}

const message = (response: ApiResponse): unknown => valueAt(response.body, ['message']);

describe.each(['1.36', '1.20'] as const)('the log of a Pod in v%s', (release) => {
  test("comes from its node's kubelet, as asked for", () => {
    const { call, server } = cluster(release);
    const endpoint = kubelet();
    server.kubelets.set('n1', endpoint);
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    const response = call('GET', `${pods}/p/log?tailLines=5&timestamps=true&previous=true`);
    expect(response).toMatchObject({ status: 200, body: 'hello\n' });
    expect(endpoint.asked).toMatchObject([
      ['default', 'p', 'a', { tailLines: 5, timestamps: true, previous: true, follow: false }],
    ]);
  });

  test('is empty before it has a node', () => {
    const { call } = cluster(release);
    call('POST', pods, pod('p'));
    expect(call('GET', `${pods}/p/log`)).toEqual({ status: 204, headers: {} });
  });

  test('is out of reach with its node', () => {
    const { call, server } = cluster(release);
    server.kubelets.set('n1', { ...kubelet(), reachable: false });
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    const response = call('GET', `${pods}/p/log`);
    expect(response.status).toBe(500);
    expect(message(response)).toBe(
      `Get "https://172.18.0.12:10250/containerLogs/default/p/a": ` +
        'dial tcp 172.18.0.12:10250: connect: no route to host',
    );
  });

  test('passes on what kubelet says of a container that waits', () => {
    const { call, server } = cluster(release);
    const body = 'container "a" in pod "p" is waiting to start: ContainerCreating';
    server.kubelets.set('n1', kubelet({ status: 400, headers: {}, body }));
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    expect(call('GET', `${pods}/p/log`).body).toMatchObject({ reason: 'BadRequest', code: 400, message: body });
  });

  test.each([
    ['', 'a container name must be specified for pod p, choose one of: [i a b]'],
    ['?container=c', 'container c is not valid for pod p'],
  ])('asks for a container that it has: %j', (query, expected) => {
    const { call } = cluster(release);
    call('POST', pods, pod('p', two));
    expect(message(call('GET', `${pods}/p/log${query}`))).toBe(expected);
  });

  test.each([
    [
      '?sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z',
      '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    ['?limitBytes=0', 'limitBytes: Invalid value: 0: must be greater than 0'],
  ])('refuses options that do not go together: %j', (query, problem) => {
    const { call } = cluster(release);
    call('POST', pods, pod('p'));
    expect(message(call('GET', `${pods}/p/log${query}`))).toBe(`PodLogOptions "p" is invalid: ${problem}`);
  });

  test('refuses a time that is none', () => {
    const { call } = cluster(release);
    call('POST', pods, pod('p'));
    expect(call('GET', `${pods}/p/log?sinceTime=x`).body).toMatchObject({
      code: 400,
      message: 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    });
  });

  test('refuses counts below nothing', () => {
    const { call } = cluster(release);
    call('POST', pods, pod('p'));
    expect(message(call('GET', `${pods}/p/log?tailLines=-1`))).toMatch(
      /^PodLogOptions "p" is invalid: tailLines: Invalid value: (\{.*\}: |-1: )must be greater than or equal to 0$/,
    );
  });
});

describe('exec', () => {
  const exec = `${pods}/p/exec?command=ls&command=-l&stdout=true`;

  test('opens a stream to the container', () => {
    const { call, server } = cluster();
    const endpoint = kubelet();
    server.kubelets.set('n1', endpoint);
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    expect(call('POST', exec).status).toBe(200);
    expect(endpoint.asked).toEqual([
      ['default', 'p', 'a', ['ls', '-l'], { stdin: false, stdout: true, stderr: false, tty: false }],
    ]);
  });

  test.each(['command=ls&stdout=true', 'command=ls', 'stdout=true'])(
    'needs a node, before anything else: %j',
    (query) => {
      const { call } = cluster();
      call('POST', pods, pod('p'));
      expect(message(call('POST', `${pods}/p/exec?${query}`))).toBe('pod p does not have a host assigned');
    },
  );

  test.each([
    ['command=ls', 'you must specify at least 1 of stdin, stdout, stderr'],
    ['command=ls&stdout=true&stderr=true&tty=true', 'tty and stderr cannot both be true'],
    ['stdout=true', 'you must specify a command to execute'],
  ])('is refused by the kubelet: %j', (query, expected) => {
    const { call, server } = cluster();
    server.kubelets.set('n1', kubelet());
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    expect(message(call('POST', `${pods}/p/exec?${query}`))).toBe(expected);
  });

  test.each(['exec?command=ls&stdout=true', 'attach?stdout=true', 'portforward'])(
    'needs a connection that can change its protocol: %s',
    (path) => {
      const { call, server } = cluster();
      server.kubelets.set('n1', kubelet());
      call('POST', pods, pod('p', { nodeName: 'n1' }));
      const request = { method: 'GET', path: `${pods}/p/${path}`, upgradable: false } as const;
      expect(handle(server, request).body).toMatchObject({ code: 400, message: 'Upgrade request required' });
    },
  );

  test('says when the node is out of reach', () => {
    const { call } = cluster();
    call('POST', pods, pod('p', { nodeName: 'n1' }));
    expect(message(call('POST', exec))).toBe(
      'error dialing backend: dial tcp 172.18.0.12:10250: connect: no route to host',
    );
  });
});

describe('scale', () => {
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'a', image: 'x' }] } },
    },
  };

  test('reads and writes the replicas of a workload', () => {
    const { call } = cluster();
    call('POST', deployments, deployment);
    expect(call('GET', `${deployments}/d/scale`).body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { selector: 'app=d' },
    });
    call('PATCH', `${deployments}/d/scale`, { spec: { replicas: 4 } });
    expect(valueAt(call('GET', `${deployments}/d`).body, ['spec', 'replicas'])).toBe(4);
  });

  test('refuses fewer than none', () => {
    const { call } = cluster();
    call('POST', deployments, deployment);
    const response = call('PATCH', `${deployments}/d/scale`, { spec: { replicas: -1 } });
    expect(response.status).toBe(422);
    expect(message(response)).toBe(
      'Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });
});

describe('ephemeral containers', () => {
  const debug = { name: 'debug', image: 'x' };

  test('are added through their subresource alone', () => {
    const { call } = cluster();
    call('POST', pods, pod('p'));
    expect(call('PATCH', `${pods}/p`, { spec: { ephemeralContainers: [debug] } }).status).toBe(422);
    expect(
      call('PATCH', `${pods}/p/ephemeralcontainers`, { spec: { ephemeralContainers: [debug] } }).body,
    ).toMatchObject({
      kind: 'Pod',
      spec: { ephemeralContainers: [{ name: 'debug', terminationMessagePolicy: 'File' }] },
    });
  });

  test('can be neither changed nor taken away', () => {
    const { call } = cluster();
    call('POST', pods, pod('p'));
    call('PATCH', `${pods}/p/ephemeralcontainers`, { spec: { ephemeralContainers: [debug] } });
    for (const ephemeralContainers of [[], [{ ...debug, image: 'y' }]]) {
      const response = call('PATCH', `${pods}/p/ephemeralcontainers`, { spec: { ephemeralContainers } });
      expect(response.status).toBe(422);
    }
  });
});

describe('a token of a ServiceAccount', () => {
  const tokens = '/api/v1/namespaces/default/serviceaccounts/default/token';
  const request = (spec: object): object => ({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });

  test('says who it is of and how long it lasts', () => {
    const { call } = cluster();
    const { status, body } = call('POST', tokens, request({ expirationSeconds: 600 }));
    expect(status).toBe(201);
    const [, claims = ''] = String(valueAt(body, ['status', 'token'])).split('.');
    const padded = claims
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .padEnd(Math.ceil(claims.length / 4) * 4, '=');
    const decoded = JSON.parse(decodeBase64(padded)) as Record<string, number | string>;
    expect(decoded).toMatchObject({ sub: 'system:serviceaccount:default:default' });
    expect(Number(decoded['exp']) - Number(decoded['iat'])).toBe(600);
  });

  test('lasts ten minutes at least', () => {
    const { call } = cluster();
    expect(message(call('POST', tokens, request({ expirationSeconds: 10 })))).toContain(
      'may not specify a duration less than 10 minutes',
    );
  });
});
