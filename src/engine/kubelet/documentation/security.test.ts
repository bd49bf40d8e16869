import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Configure a Security Context for a Pod or Container, of kubernetes.io/docs. */

const page = 'Configure a Security Context for a Pod or Container';

describe.each(['1.20', '1.36'] as const)('v%s', (release) => {
  test(`${page}: user, group, and the group of volumes`, () => {
    const s = new Scenario(release);
    s.create(
      'security-context-demo',
      [
        shell('main', 'sleep 1h', {
          image: 'busybox:1.28',
          volumeMounts: [{ name: 'sec-ctx-vol', mountPath: '/data/demo' }],
          securityContext: { allowPrivilegeEscalation: false },
        }),
      ],
      {
        securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
        volumes: [{ name: 'sec-ctx-vol', emptyDir: {} }],
      },
    );
    s.when(() => s.phase('security-context-demo') === 'Running');
    const run = (script: string): string => s.exec('security-context-demo', script);
    expect(run('id')).toBe(
      release === '1.20' ? 'uid=1000 gid=3000 groups=2000,4000\n' : 'uid=1000 gid=3000 groups=2000,3000,4000\n',
    );
    expect(run('ls -ld /data/demo')).toMatch(/^drwxrwsrwx +\d+ root +2000 /);
    expect(run('cd /data/demo; echo hello > testfile; ls -l testfile')).toMatch(/^-rw-r--r-- +1 1000 +2000 +6 /);
    expect(run('echo x > /etc/x')).toContain('Permission denied');
    const user = { linux: { uid: 1000, gid: 3000, supplementalGroups: [2000, 3000, 4000] } };
    expect(s.container('security-context-demo').user).toEqual(release === '1.20' ? undefined : user);
  });

  test(`${page}: the container’s runAsUser wins`, () => {
    const s = new Scenario(release);
    s.create(
      'security-context-demo-2',
      [shell('main', 'id -u; sleep 3600', { securityContext: { runAsUser: 2000 } })],
      {
        securityContext: { runAsUser: 1000 },
      },
    );
    s.when(() => s.phase('security-context-demo-2') === 'Running');
    s.run(1);
    expect(s.output('security-context-demo-2')).toBe('2000\n');
  });

  test(`${page}: a root filesystem that nobody writes to`, () => {
    const s = new Scenario(release);
    s.create('p', [shell('main', 'touch /x; sleep 3600', { securityContext: { readOnlyRootFilesystem: true } })]);
    s.when(() => s.phase('p') === 'Running');
    s.run(1);
    expect(s.output('p')).toBe('touch: /x: Read-only file system\n');
  });

  test('Pod Security Standards, Host Namespaces: hostIPC joins the IPC namespace of the node', () => {
    const s = new Scenario(release);
    const script = 'readlink /proc/self/ns/ipc; sleep 3600';
    s.create('own', script);
    s.create('host', script, { hostIPC: true });
    s.when(() => s.phase('own') === 'Running' && s.phase('host') === 'Running');
    s.run(1);
    const { ipc } = s.node().machine.namespaces;
    const sandbox = (name: string): string =>
      s
        .node()
        .inspect()
        .sandboxes.find((one) => one.name === name)!.ipcNamespace;
    expect(sandbox('host')).toBe(ipc.id);
    expect(sandbox('own')).not.toBe(ipc.id);
    expect(s.output('host')).toMatch(/^ipc:\[\d+\]\n$/);
    expect(s.output('host')).not.toBe(s.output('own'));
  });
});
