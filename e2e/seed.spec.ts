import { expect, test } from '@playwright/test';
import { openPage, prompt, setSpeed } from './page.ts';

/* The seed's chapter about Pods, typed into the terminal of the page, under the release that it was written for. */

const jsonPod = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'json-pod', labels: { run: 'assassing' } },
  spec: { containers: [{ name: 'app', image: 'assassing/kubia' }] },
});

test('creates a Pod from YAML, and shows it in columns, as JSON and as YAML', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  expect(await terminal.run('kubectl create -f kubia-pod.yaml')).toBe('pod/alice-pod created');
  const table = await terminal.runUntil('kubectl get pod', /Running/);
  const [head, row] = table.split('\n');
  expect(head).toBe('NAME        READY   STATUS    RESTARTS   AGE');
  expect(row).toMatch(/^alice-pod {3}1\/1 {5}Running {3}0 {10}\d+s$/);

  expect(await terminal.run('kubectl logs alice-pod')).toBe('Runing...');

  const json = await terminal.run('kubectl get po alice-pod -o json | head -5');
  expect(json).toMatch(/^\{\n {4}"apiVersion": "v1",\n {4}"kind": "Pod",\n {4}"metadata": \{/);
  expect(await terminal.run('kubectl get po alice-pod -o json | grep -m1 \'"name"\'')).toContain('"alice-pod"');
  const yaml = await terminal.run('kubectl get pod alice-pod -o yaml | head -4');
  expect(yaml).toMatch(/^apiVersion: v1\nkind: Pod\nmetadata:\n {2}creationTimestamp: "\d{4}-/);
  expect(await terminal.run('kubectl get pod alice-pod -o yaml | grep "^  name: "')).toBe('  name: alice-pod');
});

test('creates a Pod from JSON', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run(`echo '${jsonPod}' > kubia-pod.json`);
  expect(await terminal.run('kubectl create -f kubia-pod.json')).toBe('pod/json-pod created');
  expect(await terminal.runUntil('kubectl get pod json-pod --no-headers', /Running/)).toMatch(
    /^json-pod +1\/1 +Running/,
  );
  expect(await terminal.run('kubectl create -f kubia-pod.json')).toBe(
    'Error from server (AlreadyExists): error when creating "kubia-pod.json": pods "json-pod" already exists',
  );
});

test('asks for the container of a Pod that has two', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f pair.yaml');
  await terminal.runUntil('kubectl get pod pair --no-headers', /2\/2 +Running/);
  expect(await terminal.run('kubectl logs pair')).toBe(
    'error: a container name must be specified for pod pair, choose one of: [web side]',
  );
  // One Pod, one network: what the side container fetches from localhost is the other one's page, under the Pod's name.
  expect(await terminal.runUntil('kubectl logs pair -c side | tail -1', /pair/)).toMatch(/pair$/);
  expect(await terminal.run('kubectl exec pair -c web -- hostname')).toBe('pair');
  expect(await terminal.run('kubectl exec pair -c side -- hostname')).toBe('pair');
});

test('lets only one container of a Pod have a port', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f clash.yaml');
  expect(await terminal.runUntil('kubectl get pod clash --no-headers', /CrashLoopBackOff/)).toMatch(/^clash +1\/2/);
  expect(await terminal.run('kubectl logs clash -c second | grep -m1 emerg')).toContain(
    'bind() to 0.0.0.0:80 failed (98: Address already in use)',
  );
});

test('runs commands in a container, with and without the two dashes', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await terminal.runUntil('kubectl get pod --no-headers', /Running/);

  expect(await terminal.run('kubectl exec alice-pod -- hostname')).toBe('alice-pod');
  await terminal.begin('kubectl exec -it alice-pod /bin/bash');
  await expect
    .poll(() => terminal.joined())
    .toContain(
      'kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec [POD] -- [COMMAND] instead.',
    );
  await expect.poll(() => terminal.text()).toMatch(/root@alice-pod[: ]\/[^\n]*#$/);
  await terminal.type('hostname && exit\n');
  await expect.poll(() => terminal.text()).toContain(`\nalice-pod\n`);
  await terminal.ready();

  await terminal.begin('kubectl exec -it alice-pod -- bash');
  await expect.poll(() => terminal.text()).toMatch(/root@alice-pod[: ]\/[^\n]*#$/);
  expect(await terminal.text()).not.toContain('DEPRECATED');
  await terminal.type('exit\n');
  await terminal.ready();
});

test('forwards a port of the workstation to a Pod', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await terminal.runUntil('kubectl get pod --no-headers', /Running/);
  await setSpeed(page, 1);

  await terminal.begin('kubectl port-forward alice-pod 8888:8080');
  await expect
    .poll(() => terminal.text())
    .toContain('\nForwarding from 127.0.0.1:8888 -> 8080\nForwarding from [::1]:8888 -> 8080');

  // As the seed does it: the other command in a second terminal.
  await page.getByRole('button', { name: 'New terminal' }).click();
  await terminal.ready();
  expect(await terminal.run('curl 127.0.0.1:8888')).toBe('Hostname: alice-pod');
  await page.getByRole('tab', { name: 'workstation 1' }).click();
  await expect.poll(() => terminal.text()).toContain('\nHandling connection for 8888');
  await terminal.press('Control+c');
  await terminal.ready();
});

test('deletes Pods by name, by label, and all of them', async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 30);
  const pod = (name: string, labels: Readonly<Record<string, string>> = {}): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'assassing/kubia' }] },
    });
  for (const name of ['one', 'two', 'three', 'six']) {
    expect(await terminal.run(`echo '${pod(name)}' | kubectl create -f -`)).toBe(`pod/${name} created`);
  }
  for (const name of ['four', 'five']) {
    const text = pod(name, { run: 'assassing' });
    expect(await terminal.run(`echo '${text}' | kubectl create -f -`)).toBe(`pod/${name} created`);
  }
  await terminal.runUntil('kubectl get pod --no-headers | grep -c Running', /^6$/);
  expect(await terminal.run('kubectl delete pod one')).toBe('pod "one" deleted');
  expect(await terminal.run('kubectl delete pod two three')).toBe('pod "two" deleted\npod "three" deleted');
  expect(await terminal.run('kubectl delete pod -l run=assassing')).toBe('pod "five" deleted\npod "four" deleted');
  expect(await terminal.run('kubectl get pod -o name')).toBe('pod/six');
  expect(await terminal.run('kubectl delete pod --all')).toBe('pod "six" deleted');
  expect(await terminal.run('kubectl get pod')).toBe('No resources found in default namespace.');
});

test("shows the Pod's pause container and its own by docker ps on its node", async ({ page }) => {
  const terminal = await openPage(page);
  await setSpeed(page, 10);
  await terminal.run('kubectl create -f kubia-pod.yaml');
  await terminal.runUntil('kubectl get pod --no-headers', /Running/);
  const node = await terminal.run("kubectl get pod alice-pod -o jsonpath='{.spec.nodeName}'; echo");
  expect(node).toMatch(/^node[12]$/);

  await terminal.begin(`ssh ${node}`);
  await expect.poll(() => terminal.text()).toMatch(new RegExp(`\\[root@${node} ~\\]#$`));
  await terminal.type('docker ps\n');
  await expect.poll(() => terminal.joined()).toMatch(/k8s_POD_alice-pod_default_[0-9a-f-]{36}_0/);
  const listed = await terminal.joined();
  expect(listed).toContain('CONTAINER ID');
  expect(listed).toMatch(/registry\.cn-hangzhou\.aliyuncs\.com\/google_containers\/pause-amd64:3\.2 +"\/pause"/);
  expect(listed).toMatch(/k8s_assassing_alice-pod_default_[0-9a-f-]{36}_0/);
  await terminal.type('exit\n');
  await terminal.ready();
  expect(await terminal.text()).toContain(prompt);
});
