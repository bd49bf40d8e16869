import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from './api/http.ts';
import { valueAt } from './api/meta.ts';
import { ServiceWorld } from './testing/service-world.ts';

const core = '/api/v1/namespaces/default';

function world(release: '1.20' | '1.36') {
  const world = new ServiceWorld(release);
  world.pod('web', 'nginx', { labels: { app: 'web' } });
  world.pod('echo', 'registry.k8s.io/e2e-test-images/agnhost:2.39', {
    container: { args: ['netexec', '--http-port=8080'], ports: [{ containerPort: 8080 }] },
  });
  world.service('web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 8000, targetPort: 80 }] });
  world.service('nobody', { selector: { app: 'nobody' }, ports: [{ port: 80 }] });
  world.run(20);
  /** What the API server answers within a minute. */
  const ask = (path: string, options: Partial<ApiRequest> = {}): ApiResponse => {
    let answer: ApiResponse | undefined;
    world.cluster.transport.send(
      { method: 'GET', path, headers: { host: 'localhost:8001' }, ...options },
      (response) => (answer = response),
      (error) => {
        throw error;
      },
    );
    if (answer === undefined) world.run(60);
    return answer!;
  };
  return { world, ask };
}

const said = ({ status, body }: ApiResponse): unknown => [status, valueAt(body, ['message']) ?? body];

describe.each(['1.20', '1.36'] as const)('the proxy subresources of v%s', (release) => {
  const { world: cluster, ask } = world(release);

  test.each([
    'pods/web:80/proxy/',
    'pods/web/proxy/',
    'pods/http:web:80/proxy/',
    'services/web:http/proxy/',
    'services/web:8000/proxy/',
    'services/http:web:http/proxy/',
  ])('%s is the page of the Pod', (path) => {
    const { status, headers, body } = ask(`${core}/${path}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html']);
    expect(body).toContain('Welcome to nginx!');
  });

  test('a Pod without a port in the path is asked at the first that it declares, with path and query', () => {
    expect(ask(`${core}/pods/echo/proxy/hostname`).body).toBe('echo');
    expect(ask(`${core}/pods/echo/proxy/echo?msg=a%20b`).body).toBe('a b');
  });

  test('the root of a backend has a slash behind it', () => {
    expect(ask(`${core}/pods/web:80/proxy?a=b`)).toMatchObject({
      status: 301,
      headers: { location: `${core}/pods/web:80/proxy/?a=b` },
    });
  });

  test("the backend's refusals come through as they are", () => {
    const { status, body } = ask(`${core}/pods/web:80/proxy/nope`);
    expect(status).toBe(404);
    expect(body).toContain('404 Not Found');
  });

  test.each([
    ['pods/nope:80', 404, 'pods "nope" not found'],
    ['pods/ftp:web:80', 400, 'invalid pod request "ftp:web:80"'],
    ['services/a:b:c:d', 400, 'invalid service request "a:b:c:d"'],
    ['services/nope:80', 404, 'services "nope" not found'],
    ['services/web', 503, 'no endpoints available for service "web"'],
    ['services/web:81', 503, 'no service port 81 found for service "web"'],
    ['services/nobody:80', 503, 'no endpoints available for service "nobody"'],
    ['pods/https:web:80', 503, 'error trying to reach service: http: server gave HTTP response to HTTPS client'],
  ])('%s is refused', (path, status, message) => {
    expect(said(ask(`${core}/${path}/proxy/`))).toEqual([status, message]);
  });

  test('a port at which nobody listens refuses the connection', () => {
    const ip = cluster.client.find('pods', 'default', 'web')?.status?.podIP ?? '';
    expect(said(ask(`${core}/pods/web:81/proxy/`))).toEqual([
      503,
      `error trying to reach service: dial tcp ${ip}:81: connect: connection refused`,
    ]);
  });

  test('a node answers as its kubelet, and says what it does not simulate', () => {
    const nodes = '/api/v1/nodes/node1/proxy';
    expect(said(ask(`${nodes}/healthz`))).toEqual([200, 'ok']);
    const { body } = ask(`${nodes}/pods`);
    expect((valueAt(body, ['items']) as { metadata: { name: string } }[]).map((pod) => pod.metadata.name)).toContain(
      'web',
    );
    expect(said(ask(`${nodes}/nope`))).toEqual([404, '404 page not found\n']);
    expect(said(ask(`${nodes}/stats/summary`))).toEqual([
      501,
      'Podarium does not simulate /stats/summary of a kubelet\n',
    ]);
    expect(said(ask('/api/v1/nodes/nope/proxy/'))).toEqual([404, 'nodes "nope" not found']);
  });

  test('a client that hangs up ends the connection', () => {
    let stop = (): void => {};
    let answered = false;
    cluster.cluster.transport.send(
      { method: 'GET', path: `${core}/pods/web:80/proxy/`, signal: { onAbort: (listener) => void (stop = listener) } },
      () => (answered = true),
      () => {},
    );
    stop();
    cluster.run(60);
    expect(answered).toBe(false);
  });
});
