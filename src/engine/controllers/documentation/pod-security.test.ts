import { describe, expect, it } from 'vitest';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

/** A cluster with a namespace that has Pod Security labels. */
function guarded(labels: Readonly<Record<string, string>>): ManifestScenario {
  const s = new ManifestScenario('1.36');
  const own = Object.entries(labels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]);
  s.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'example', labels: Object.fromEntries(own) } });
  s.run(1);
  return s;
}

const nginx = { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80 }] }] };
const pod = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });

describe('Tutorials: Apply Pod Security Standards at the Namespace Level', () => {
  it('what baseline allows runs, with a warning of what restricted would say', () => {
    const s = guarded({ enforce: 'baseline', warn: 'restricted', 'warn-version': 'latest' });
    const answer = s.request('POST', '/api/v1/namespaces/example/pods', pod('nginx', nginx));
    expect(answer.status).toBe(201);
    expect(answer.headers?.['warning']).toBe(
      '299 - "would violate PodSecurity \\"restricted:latest\\": allowPrivilegeEscalation != false (container \\"nginx\\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \\"nginx\\" must set securityContext.capabilities.drop=[\\"ALL\\"]), runAsNonRoot != true (pod or container \\"nginx\\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \\"nginx\\" must set securityContext.seccompProfile.type to \\"RuntimeDefault\\" or \\"Localhost\\")"',
    );
    s.when(() => s.client.find('pods', 'example', 'nginx')?.status?.phase === 'Running', 60);
    // The other namespaces are as before.
    expect(s.request('POST', '/api/v1/namespaces/default/pods', pod('nginx', nginx)).headers?.['warning']).toBe(
      undefined,
    );
  });

  it('what baseline does not allow is refused', () => {
    const s = guarded({ enforce: 'baseline' });
    const answer = s.request('POST', '/api/v1/namespaces/example/pods', pod('host', { ...nginx, hostNetwork: true }));
    expect(answer).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message:
          'pods "host" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostPort (container "nginx" uses hostPort 80)',
      },
    });
  });
});

describe('Tasks: Enforce Pod Security Standards with Namespace Labels', () => {
  it('a Deployment is taken, and its Pods are refused: the ReplicaSet says why', () => {
    const s = guarded({ enforce: 'restricted' });
    const labels = { app: 'web' };
    const spec = { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: nginx } };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
    expect(s.request('POST', '/apis/apps/v1/namespaces/example/deployments', deployment).status).toBe(201);
    s.run(5);
    expect(s.client.list('pods', { namespace: 'example' })).toEqual([]);
    const [set] = s.client.list('replicasets', { namespace: 'example' });
    const condition = set?.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    expect(condition).toMatchObject({ status: 'True', reason: 'FailedCreate' });
    expect(condition?.message).toMatch(
      /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false /,
    );
  });

  it('a Pod that says what restricted wants runs as another user', () => {
    const s = guarded({ enforce: 'restricted' });
    const securityContext = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };
    const main = {
      name: 'main',
      image: 'busybox:1.36',
      command: ['sh', '-c', 'id -u; sleep 3600'],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    };
    const answer = s.request(
      'POST',
      '/api/v1/namespaces/example/pods',
      pod('good', { securityContext, containers: [main] }),
    );
    expect(answer.status).toBe(201);
    s.when(() => s.client.find('pods', 'example', 'good')?.status?.phase === 'Running', 60);
    s.run(2);
    expect(String(s.request('GET', '/api/v1/namespaces/example/pods/good/log').body)).toBe('1000\n');
  });
});
