import './node-20.ts';
import { createServer, connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  VersionApi,
  Watch,
  type V1ConfigMap,
  type V1Pod,
  type V1Status,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApi } from '../src/server/testing.ts';

/* The official client library as a program would use it, against the server. */

const api = await testApi('1.36', 20);
const config = new KubeConfig();
config.loadFromClusterAndUser({ name: 'podarium', server: api.url, skipTLSVerify: true }, { name: 'podarium' });
const core = config.makeApiClient(CoreV1Api);
const namespace = 'default';

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(async () => {
  const body: V1Pod = {
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'nginx' }], terminationGracePeriodSeconds: 1 },
  };
  await core.createNamespacedPod({ namespace, body });
  await until(async () => (await core.readNamespacedPod({ namespace, name: 'web' })).status?.phase === 'Running');
});

afterAll(() => {
  expect(api.errors).toEqual([]);
});

test('the version is the release', async () => {
  expect(await config.makeApiClient(VersionApi).getCode()).toMatchObject({
    gitVersion: 'v1.36.0',
    major: '1',
    minor: '36',
  });
});

test('an object is created, read, replaced, patched, listed and deleted', async () => {
  const name = 'crud';
  const created = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name }, data: { a: '1' } } });
  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
  const replaced = await core.replaceNamespacedConfigMap({ namespace, name, body: { ...created, data: { a: '2' } } });
  expect(Number(replaced.metadata?.resourceVersion)).toBeGreaterThan(Number(created.metadata?.resourceVersion));
  const stale = core.replaceNamespacedConfigMap({ namespace, name, body: { ...created, data: { a: '3' } } });
  await expect(stale).rejects.toMatchObject({ code: 409 });
  const patched = await core.patchNamespacedConfigMap(
    { namespace, name, body: { data: { b: '4' }, metadata: { labels: { set: 'crud' } } } },
    setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
  );
  expect(patched.data).toEqual({ a: '2', b: '4' });
  const pointed = await core.patchNamespacedConfigMap({
    namespace,
    name,
    body: [{ op: 'remove', path: '/data/b' }],
  });
  expect(pointed.data).toEqual({ a: '2' });
  const listed = await core.listNamespacedConfigMap({ namespace, labelSelector: 'set=crud' });
  expect(listed.items.map((item) => item.metadata?.name)).toEqual([name]);
  expect(await core.deleteNamespacedConfigMap({ namespace, name })).toMatchObject({ status: 'Success' });
  const gone = core.readNamespacedConfigMap({ namespace, name });
  await expect(gone).rejects.toThrow(ApiException);
  await expect(gone).rejects.toMatchObject({ code: 404 });
});

test('what is invalid is refused with its causes', async () => {
  const body: V1Pod = { metadata: { name: 'Bad' }, spec: { containers: [] } };
  const refused = core.createNamespacedPod({ namespace, body });
  await expect(refused).rejects.toMatchObject({
    code: 422,
    body: expect.stringContaining('"field":"metadata.name"') as string,
  });
});

test('long lists come in pages', async () => {
  for (let i = 0; i < 5; i++) {
    const metadata = { name: `page-${i}`, labels: { set: 'pages' } };
    await core.createNamespacedConfigMap({ namespace, body: { metadata } });
  }
  const names: (string | undefined)[] = [];
  let token: string | undefined;
  do {
    const page = await core.listNamespacedConfigMap({
      namespace,
      labelSelector: 'set=pages',
      limit: 2,
      ...(token === undefined ? {} : { _continue: token }),
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    names.push(...page.items.map((item) => item.metadata?.name));
    token = page.metadata?._continue || undefined;
  } while (token !== undefined);
  expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `page-${i}`));
});

test('objects are applied and read without knowing their kind', async () => {
  const client = KubernetesObjectApi.makeApiClient(config);
  const spec = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any', namespace }, data: { k: 'v' } };
  await client.create(spec);
  const patched = await client.patch(
    { ...spec, data: { k: 'w' } } as V1ConfigMap,
    undefined,
    undefined,
    'tests',
    true,
    PatchStrategy.ServerSideApply,
  );
  expect(patched.data).toEqual({ k: 'w' });
  const listed = await client.list('v1', 'ConfigMap', namespace);
  expect(listed.items.some((item) => item.metadata?.name === 'any')).toBe(true);
  await client.delete(spec);
});

test('a watch tells what happens, and ends when it is aborted', async () => {
  const events: string[] = [];
  let ended: unknown = 'not yet';
  const abort = await new Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    { labelSelector: 'set=watched' },
    (phase, object: V1ConfigMap) => events.push(`${phase} ${object.metadata?.name ?? ''}`),
    (error) => (ended = error),
  );
  const metadata = { name: 'seen', labels: { set: 'watched' } };
  await core.createNamespacedConfigMap({ namespace, body: { metadata } });
  await core.deleteNamespacedConfigMap({ namespace, name: 'seen' });
  await until(() => events.length === 2);
  abort.abort();
  await until(() => ended !== 'not yet');
  expect(events).toEqual(['ADDED seen', 'DELETED seen']);
});

test('an informer keeps up, also when its watch ends again and again', async () => {
  const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: 'set=informed' });
  const informer = makeInformer(
    config,
    `/api/v1/namespaces/${namespace}/configmaps?timeoutSeconds=2`,
    list,
    'set=informed',
  );
  const events: string[] = [];
  let connects = 0;
  for (const verb of ['add', 'update', 'delete'] as const) {
    informer.on(verb, (object) => events.push(`${verb} ${object.metadata?.name ?? ''}`));
  }
  informer.on('connect', () => connects++);
  informer.on('error', () => void informer.start());
  await core.createNamespacedConfigMap({
    namespace,
    body: { metadata: { name: 'before', labels: { set: 'informed' } } },
  });
  await informer.start();
  await until(() => events.includes('add before'));
  for (let i = 0; i < 5; i++) {
    const name = `during-${i}`;
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { set: 'informed' } } } });
    // At twenty virtual seconds a second a watch lives for a tenth of one.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await core.deleteNamespacedConfigMap({ namespace, name: 'before' });
  await until(() => events.includes('delete before') && events.includes('add during-4'));
  expect(events.filter((event) => event.startsWith('add'))).toHaveLength(6);
  expect(
    informer
      .list()
      .map((object) => object.metadata?.name)
      .sort(),
  ).toEqual([0, 1, 2, 3, 4].map((i) => `during-${i}`));
  expect(connects).toBeGreaterThan(1);
  await informer.stop();
});

test('a command runs in a container, with its streams and its exit code', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let [out, err] = ['', ''];
  stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const command = ['sh', '-c', 'read line; echo "got $line"; echo problem >&2; exit 5'];
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(config).exec(namespace, 'web', 'web', command, stdout, stderr, stdin, false, resolve).catch(reject);
    stdin.write('a line\n');
  });
  expect([out, err]).toEqual(['got a line\n', 'problem\n']);
  expect(status).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
});

test('a log is followed until its container ends', async () => {
  const command = ['sh', '-c', 'echo one; sleep 5; echo two'];
  const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command }] };
  await core.createNamespacedPod({ namespace, body: { metadata: { name: 'talks' }, spec } });
  await until(async () => (await core.readNamespacedPod({ namespace, name: 'talks' })).status?.phase === 'Running');
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise((resolve) => stream.on('end', resolve));
  await new Log(config).log(namespace, 'talks', 'c', stream, { follow: true });
  await ended;
  expect(text).toBe('one\ntwo\n');
});

test('a port is forwarded', async () => {
  const forward = new PortForward(config);
  const server = createServer((socket) => void forward.portForward(namespace, 'web', [80], socket, null, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let text = '';
  await new Promise<void>((resolve) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('</html>')) socket.destroy();
    });
    socket.on('close', () => resolve());
    socket.write('GET / HTTP/1.1\r\nHost: web\r\n\r\n');
  });
  server.close();
  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Welcome to nginx/);
});

test('a Deployment is scaled, and its status follows', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const labels = { app: 'scaled' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'scaled' }, spec } });
  // A replacement would meet the controller's own writes.
  await apps.patchNamespacedDeploymentScale(
    { namespace, name: 'scaled', body: { spec: { replicas: 2 } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  expect((await apps.readNamespacedDeploymentScale({ namespace, name: 'scaled' })).spec?.replicas).toBe(2);
  await until(async () => {
    const { status } = await apps.readNamespacedDeployment({ namespace, name: 'scaled' });
    return status?.readyReplicas === 2;
  });
  await apps.deleteNamespacedDeployment({ namespace, name: 'scaled', propagationPolicy: 'Foreground' });
  await until(
    async () => (await core.listNamespacedPod({ namespace, labelSelector: 'app=scaled' })).items.length === 0,
  );
});
