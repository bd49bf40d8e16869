import { describe, expect, test } from 'vitest';
import { crictlProgram } from './crictl.ts';
import { testNode, type TestNode } from './testing.ts';

function crictl(node: TestNode, ...args: string[]): { code: number; stdout: string; stderr: string } {
  return node.command(crictlProgram(node.runtime), ['crictl', ...args]);
}

function running(): { node: TestNode; sandbox: string; web: string } {
  const node = testNode('1.36');
  const sandbox = node.sandbox('web-0', { namespace: 'shop' });
  const web = node.start(sandbox, { name: 'web', image: 'nginx' });
  node.sim.advanceTo(node.sim.now + 7_500_000);
  return { node, sandbox, web };
}

test('crictl ps and pods print crictl’s tables', () => {
  const { node, sandbox, web } = running();
  const image = node.runtime.imageStatus('nginx')?.id.slice(7, 20) ?? '';
  expect(crictl(node, 'ps').stdout).toBe(
    'CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                 NAMESPACE\n' +
      `${web.slice(0, 13)}       ${image}       2 hours ago         Running             web                 0                   ${sandbox.slice(0, 13)}       web-0               shop\n`,
  );
  expect(crictl(node, 'pods').stdout).toBe(
    'POD ID              CREATED             STATE               NAME                NAMESPACE           ATTEMPT             RUNTIME\n' +
      `${sandbox.slice(0, 13)}       2 hours ago         Ready               web-0               shop                0                   (default)\n`,
  );
});

test('filters, ids and image paths', () => {
  const { node, sandbox, web } = running();
  expect(crictl(node, 'ps', '-q').stdout).toBe(`${web}\n`);
  expect(crictl(node, 'ps', '-r').stdout).toContain('docker.io/library/nginx:latest');
  expect(crictl(node, 'ps', '--name', '^x').stdout.split('\n')).toHaveLength(2);
  expect(crictl(node, 'ps', '-p', sandbox.slice(0, 5), '-q').stdout).toBe(`${web}\n`);
  expect(crictl(node, 'pods', '--namespace', 'default', '-q').stdout).toBe('');
  node.run(node.runtime.stopContainer(web, 0));
  expect(crictl(node, 'ps', '-q').stdout).toBe('');
  expect(crictl(node, 'ps', '-a').stdout).toMatch(/ Exited +web /);
});

test('images, inspect, inspectp, logs, exec, version', () => {
  const { node, sandbox, web } = running();
  expect(crictl(node, 'images').stdout).toMatch(
    /^IMAGE {21}TAG {17}IMAGE ID {12}SIZE\ndocker\.io\/library\/nginx {3}latest {14}[0-9a-f]{13} {7}\d+\.\dMB\nregistry\.k8s\.io\/pause {5}3\.10\.2/,
  );
  expect(JSON.parse(crictl(node, 'inspect', web.slice(0, 4)).stdout)).toMatchObject({
    info: { sandboxID: sandbox },
    status: { id: web, state: 'CONTAINER_RUNNING', metadata: { name: 'web', attempt: 0 } },
  });
  expect(JSON.parse(crictl(node, 'inspectp', sandbox).stdout)).toMatchObject({
    status: { network: { ip: '10.244.1.2' }, state: 'SANDBOX_READY' },
  });
  expect(crictl(node, 'inspectp', '-o', 'go-template', '--template', '{{.status.network.ip}}', sandbox).stdout).toBe(
    '10.244.1.2\n',
  );
  expect(crictl(node, 'logs', '--tail=1', web).stderr).toMatch(/start worker process/);
  expect(crictl(node, 'exec', web, 'hostname').stdout).toBe('web-0\n');
  expect(crictl(node, 'exec', web, 'sh', '-c', 'exit 3')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`execing command in container ${web}: command terminated with exit code 3`),
  });
  expect(crictl(node, 'version').stdout).toBe(
    'Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v2.2.2\nRuntimeApiVersion:  v1\n',
  );
});

test('stop, rm, stopp, rmp', () => {
  const { node, sandbox, web } = running();
  expect(crictl(node, 'rm', web).stderr).toContain('is running, please stop it first');
  expect(crictl(node, 'stop', web).stdout).toBe(`${web}\n`);
  expect(node.runtime.container(web)).toMatchObject({ exit: { code: 137 } });
  expect(crictl(node, 'rm', web).stdout).toBe(`${web}\n`);
  expect(crictl(node, 'stopp', sandbox).stdout).toBe(`Stopped sandbox ${sandbox}\n`);
  expect(node.runtime.podSandbox(sandbox)?.state).toBe('notready');
  expect(crictl(node, 'rmp', sandbox).stdout).toBe(`Removed sandbox ${sandbox}\n`);
  expect(node.runtime.podSandboxes()).toEqual([]);
});

describe('what crictl says to wrong use', () => {
  const fatal = (message: string): string => `level=fatal msg=${JSON.stringify(message)}\n`;
  test.each([
    [['nope'], 3, "No help topic for 'nope'\n"],
    [['ps', '--nope'], 1, fatal('flag provided but not defined: -nope')],
    [['ps', '--last', 'x'], 1, fatal('invalid value "x" for flag -last: parse error')],
    [['logs'], 1, fatal('ID cannot be empty')],
    [
      ['logs', 'nope'],
      1,
      fatal('rpc error: code = NotFound desc = an error occurred when try to find container "nope": not found'),
    ],
    [
      ['inspect', 'nope'],
      1,
      fatal(
        'get the status of containers: get container status: rpc error: code = NotFound desc = an error occurred when try to find container "nope": not found',
      ),
    ],
    [['stop'], 1, fatal('you must specify at least one CONTAINER-ID or use --all')],
    [['run', 'x'], 1, fatal('crictl run is not simulated by Podarium')],
    [['ps', '-o', 'xml'], 1, fatal('listing containers: unsupported output format "xml"')],
  ])('crictl %j', (args, code, stderr) => {
    expect(crictl(testNode('1.36'), ...args)).toMatchObject({ code, stderr: expect.stringContaining(stderr) });
  });
});
