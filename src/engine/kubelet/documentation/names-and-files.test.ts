import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

describe('v1.36', () => {
  const reader = shell('use-envfile', 'echo "config: $CONFIG_VAR, address: $DB_ADDRESS"', {
    env: [
      {
        name: 'CONFIG_VAR',
        valueFrom: { fileKeyRef: { path: 'config.env', volumeName: 'config', key: 'CONFIG_VAR' } },
      },
      {
        name: 'DB_ADDRESS',
        valueFrom: { fileKeyRef: { path: 'config.env', volumeName: 'config', key: 'DB_ADDRESS', optional: true } },
      },
    ],
  });
  const writing = (file: string): ReturnType<typeof shell> =>
    shell('setup-envfile', `echo "${file}" > /data/config.env`, {
      volumeMounts: [{ name: 'config', mountPath: '/data' }],
    });
  const volumes = [{ name: 'config', emptyDir: {} }];
  const page = 'Define Environment Variable Values Using An Init Container';

  test(`${page}: what the init container wrote is in the environment`, () => {
    const s = new Scenario('1.36');
    s.create('envfile', [reader], { initContainers: [writing("CONFIG_VAR='hello'")], volumes, restartPolicy: 'Never' });
    s.when(() => s.phase('envfile') === 'Succeeded', 60);
    // What is optional and not there is not set at all.
    expect(s.output('envfile', 'use-envfile')).toBe('config: hello, address: \n');
  });

  test.each([
    ['CONFIG_VAR=hello', "couldn't parse env file"],
    ["OTHER='hello'", /^environment variable key "CONFIG_VAR" not found in file ".*\/config\/config\.env"$/],
  ])(`${page}: a file that says %s is CreateContainerConfigError`, (file, message) => {
    const s = new Scenario('1.36');
    s.create('envfile', [reader], { initContainers: [writing(file)], volumes });
    s.run(60);
    const waiting = s.container('envfile', 'use-envfile').state?.waiting;
    expect(waiting?.reason).toBe('CreateContainerConfigError');
    expect(waiting?.message).toMatch(message);
    expect(s.told('envfile').join('\n')).toContain(`Failed: Error: ${waiting?.message}`);
  });

  test('Pod Hostname: hostnameOverride is the whole name, and the Pod has no other', () => {
    const s = new Scenario('1.36');
    s.create('busybox-2', 'sleep 3600', {
      hostnameOverride: 'busybox-2.busybox.example.domain',
      hostname: 'ignored',
      subdomain: 'ignored-too',
    });
    s.when(() => s.phase('busybox-2') === 'Running', 60);
    expect(s.exec('busybox-2', 'hostname')).toBe('busybox-2.busybox.example.domain\n');
    const ip = s.pod('busybox-2').status?.podIP;
    expect(s.exec('busybox-2', 'tail -1 /etc/hosts')).toBe(`${ip}\tbusybox-2.busybox.example.domain\n`);
  });

  test('Pull an Image from a Private Registry: a pull secret that is not there is told of', () => {
    const s = new Scenario('1.36');
    s.create('private', 'sleep 3600', { imagePullSecrets: [{ name: 'regcred' }] });
    s.when(() => s.phase('private') === 'Running', 60);
    expect(s.told('private')).toContain(
      'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
    );
  });
});

describe.each(['1.20', '1.36'] as const)('v%s', (release) => {
  test('Pod Hostname: hostname and subdomain, and the full name where the Pod asks for it', () => {
    const s = new Scenario(release);
    const spec = { hostname: 'busybox-1', subdomain: 'busybox-subdomain' };
    s.create('plain', 'sleep 3600', spec);
    s.create('fqdn', 'sleep 3600', { ...spec, setHostnameAsFQDN: true });
    s.when(() => s.phase('plain') === 'Running' && s.phase('fqdn') === 'Running', 60);
    const full = 'busybox-1.busybox-subdomain.default.svc.cluster.local';
    expect(s.exec('plain', 'hostname; hostname -f')).toBe(`busybox-1\n${full}\n`);
    expect(s.exec('fqdn', 'hostname; hostname -f')).toBe(`${full}\n${full}\n`);
  });
});
