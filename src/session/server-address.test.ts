import { describe, expect, it } from 'vitest';
import { readOpenApi } from '../cli/openapi.ts';
import type { Release } from '../engine/releases/index.ts';
import * as kubectl from '../kubectl/index.ts';
import { Session } from './session.ts';
import { runAsUser } from './workstation.ts';

/** Which server kubectl dials, and what it says of one that is not the cluster's. */
class Workstation {
  readonly session: Session;

  constructor(readonly release: Release['name']) {
    this.session = new Session({ release, nodes: 1, seed: 1, scenario: 'pods' }, () => kubectl, readOpenApi(release));
  }

  run(line: string): { stdout: string; stderr: string; seconds: number } {
    const { session } = this;
    const said = { stdout: '', stderr: '' };
    const startedAt = session.now;
    let endedAt: number | undefined;
    runAsUser(session.workstation, ['bash', '-c', line], {
      kind: 'pipes',
      stdout: (text) => (said.stdout += text),
      stderr: (text) => (said.stderr += text),
    }).onExit(() => (endedAt = session.now));
    while (endedAt === undefined && session.now - startedAt < 600_000) session.advanceTo(session.now + 100);
    if (endedAt === undefined) throw new Error(`still running: ${line}`);
    return { ...said, seconds: Math.floor((endedAt - startedAt) / 1000) };
  }
}

/** Without the times and processes of klog's lines. */
const settled = (text: string): string => text.replace(/^E\d{4} \S+ +\d+ /gm, 'E ');

describe('the server of kubectl', () => {
  it('is the one of the kubeconfig, by address or by name', () => {
    const workstation = new Workstation('1.36');
    expect(workstation.run('kubectl get nodes -o name').stdout).toBe('node/master\nnode/node1\n');
    expect(workstation.run('kubectl -s https://master:6443 get nodes -o name').stdout).toBe(
      'node/master\nnode/node1\n',
    );
    workstation.run('kubectl config set-cluster kubernetes --server=https://203.0.113.9:6443');
    const { stdout, stderr, seconds } = workstation.run('kubectl get nodes');
    expect(stdout).toBe('');
    const line =
      'E memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"https://203.0.113.9:6443/api?timeout=32s\\": dial tcp 203.0.113.9:6443: i/o timeout"\n';
    expect(settled(stderr)).toBe(
      `${line.repeat(5)}Unable to connect to the server: dial tcp 203.0.113.9:6443: i/o timeout\n`,
    );
    // client-go's dialer gives up after 30 s, five times.
    expect(seconds).toBe(150);
    expect(workstation.run('kubectl -s https://172.18.0.10:6443 get nodes -o name').stdout).not.toBe('');
  });

  it.each([
    [
      'http://127.0.0.1:1',
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    ],
    ['127.0.0.1', 'The connection to the server 127.0.0.1 was refused - did you specify the right host or port?\n'],
    ['nowhere.example', 'Unable to connect to the server: dial tcp: lookup nowhere.example: no such host\n'],
    ['foo:bar', 'Unable to connect to the server: invalid port ":bar" after host\n'],
    ['ftp://master', 'Unable to connect to the server: unsupported protocol scheme "ftp"\n'],
    ['http://master:6443', 'Error from server (BadRequest): the server rejected our request for an unknown reason\n'],
  ])('%s is answered as the real one answers', (server, message) => {
    expect(new Workstation('1.20').run(`kubectl --server=${server} get nodes`)).toMatchObject({
      stdout: '',
      stderr: message,
    });
  });

  it('is localhost:8080 if nothing names one', () => {
    const { stderr } = new Workstation('1.20').run('KUBECONFIG=/dev/null kubectl get nodes');
    expect(stderr).toBe(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    );
  });

  it('may be any web server, which knows no such resource', () => {
    const workstation = new Workstation('1.20');
    workstation.run('kubectl run web --image=nginx --port=80 && kubectl expose pod web --type=NodePort');
    workstation.session.advanceTo(workstation.session.now + 30_000);
    const port = workstation.run("kubectl get svc web -o jsonpath='{.spec.ports[0].nodePort}'").stdout;
    expect(workstation.run(`kubectl -s http://node1:${port} get nodes`).stderr).toBe(
      'error: the server doesn\'t have a resource type "nodes"\n',
    );
    expect(workstation.run(`kubectl -s https://node1:${port} get nodes`).stderr).toBe(
      'Unable to connect to the server: http: server gave HTTP response to HTTPS client\n',
    );
    expect(workstation.run('kubectl logs web | grep -c "GET /api HTTP/1.1. 404"').stdout).toBe('1\n');
  });

  it.each(['1.20', '1.36'] as const)('is waited for as long as --request-timeout says (v%s)', (release) => {
    const workstation = new Workstation(release);
    const lost = workstation.run('kubectl -s http://203.0.113.9 get nodes --request-timeout=2s');
    expect(settled(lost.stderr)).toMatch(/(^|\n)Unable to connect to the server: context deadline exceeded\n$/);
    expect(lost.stderr.match(/api\?timeout=2s/g) ?? []).toHaveLength(release === '1.20' ? 0 : 5);
    expect(lost.seconds).toBe(10);
    workstation.run('kubectl run web --image=nginx');
    workstation.session.advanceTo(workstation.session.now + 30_000);
    const watch = workstation.run('kubectl get pods -o name -w --request-timeout=3s');
    expect(watch).toEqual({ stdout: 'pod/web\n', stderr: '', seconds: 3 });
    const logs = workstation.run('kubectl logs -f web --request-timeout=3s');
    const reason = 'context deadline exceeded (Client.Timeout or context cancellation while reading body)\n';
    expect(logs.stderr).toBe(`${release === '1.20' ? '' : reason}error: ${reason}`);
    expect(logs.seconds).toBe(3);
  });
});
