import { describe, expect, it } from 'vitest';
import { createMachine } from '../../engine/runtime/kernel/index.ts';
import type { Program } from '../../engine/sim/process.ts';
import type { KernelMachine } from '../../engine/runtime/kernel/index.ts';
import { busyboxApplets } from './index.ts';
import { run, testMachine } from '../testing/machine.ts';

/** Answers every connection with the same text, whatever it is asked. */
function server(port: number, answer: string | ((request: string) => string)): Program {
  return function* (p) {
    const listener = p.listen('0.0.0.0', port);
    for (;;) {
      const { fd } = yield* p.accept(listener);
      const request = yield* p.read(fd);
      yield* p.write(fd, typeof answer === 'string' ? answer : answer(request));
      p.close(fd);
    }
  };
}

const hello = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n';

/** The workstation, and node1 beside it with a server on port 8080. */
function network(
  answer: string | ((request: string) => string) = hello,
  commands?: Parameters<typeof testMachine>[0],
): KernelMachine {
  const workstation = testMachine(commands);
  const { sim, fabric } = workstation;
  const node = createMachine({ sim, fabric, name: 'node1', address: '172.18.0.11' });
  node.spawn({
    argv: ['server'],
    env: {},
    cwd: '/',
    namespaces: node.namespaces,
    stdio: { kind: 'pipes', stdout: () => {}, stderr: () => {} },
    program: server(8080, answer),
  });
  return workstation;
}

describe('curl', () => {
  it('prints the body', () => {
    expect(run(['curl', '-s', 'http://node1:8080/'], {}, network())).toEqual({
      stdout: 'hello\n',
      stderr: '',
      status: 0,
    });
  });

  it('shows a progress meter when its output is no terminal', () => {
    const { stderr } = run(['curl', 'node1:8080'], {}, network());
    expect(stderr).toContain('  % Total    % Received % Xferd  Average Speed');
    expect(stderr).toContain('\r100     6  100     6');
  });

  it('sends what it is asked to send', () => {
    let seen = '';
    const machine = network((request) => {
      seen = request;
      return hello;
    });
    run(['curl', '-s', '-X', 'PUT', '-H', 'X-A: b', '-d', 'k=v', '-A', 'me', 'http://node1:8080/p?q=1'], {}, machine);
    expect(seen).toBe(
      'PUT /p?q=1 HTTP/1.1\r\nHost: node1:8080\r\nUser-Agent: me\r\nAccept: */*\r\nContent-Length: 3\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nX-A: b\r\n\r\nk=v',
    );
  });

  it('shows headers with -i, only headers with -I, both sides with -v', () => {
    const machine = network();
    expect(run(['curl', '-si', 'node1:8080'], {}, machine).stdout).toBe(hello);
    expect(run(['curl', '-sI', 'node1:8080'], {}, machine).stdout).toBe(hello.slice(0, -6));
    const { stderr } = run(['curl', '-sv', 'node1:8080'], {}, machine);
    expect(stderr).toContain(
      '* Connected to node1 (172.18.0.11) port 8080 (#0)\n> GET / HTTP/1.1\n> Host: node1:8080\n',
    );
    expect(stderr).toContain('< HTTP/1.1 200 OK\n< Content-Type: text/plain\n');
  });

  it('decodes chunks and follows redirects with -L', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nd\n\r\n0\r\n\r\n';
    const machine = network((request) =>
      request.startsWith('GET /old') ? 'HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n' : chunked,
    );
    expect(run(['curl', '-sL', 'node1:8080/old'], {}, machine).stdout).toBe('abcd\n');
    expect(run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}\\n', 'node1:8080/old'], {}, machine).stdout).toBe(
      '302\n',
    );
  });

  it.each([
    [['http://node1:9'], 7, 'curl: (7) Failed to connect to node1 port 9: Connection refused\n'],
    [['http://nosuch/'], 6, 'curl: (6) Could not resolve host: nosuch\n'],
    [['foo://x'], 1, 'curl: (1) Protocol "foo" not supported or disabled in libcurl\n'],
    [['https://node1:8080'], 35, 'curl: (35) TLS is not simulated: use http://\n'],
  ])('%s fails with %i', (args, status, message) => {
    expect(run(['curl', '-sS', ...args], {}, network())).toEqual({ stdout: '', stderr: message, status });
  });

  it('gives up after -m seconds', () => {
    const machine = network();
    machine.fabric.cut('workstation', 'node1', true);
    expect(run(['curl', '-sS', '-m', '2', 'node1:8080'], {}, machine)).toEqual({
      stdout: '',
      stderr: 'curl: (28) Connection timed out after 2000 milliseconds\n',
      status: 28,
    });
  });

  it('says what is wrong with a reply', () => {
    expect(run(['curl', '-sS', 'node1:8080'], {}, network('')).stderr).toBe('curl: (52) Empty reply from server\n');
    expect(
      run(['curl', '-sS', 'node1:8080'], {}, network('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')).stderr,
    ).toBe('curl: (18) transfer closed with 6 bytes remaining to read\n');
    expect(
      run(['curl', '-sSf', 'node1:8080'], {}, network('HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx')),
    ).toMatchObject({
      stdout: '',
      stderr: 'curl: (22) The requested URL returned error: 404 Not Found\n',
      status: 22,
    });
  });

  it('refuses an unknown option, and one that is not simulated', () => {
    expect(run(['curl', '--nope']).stderr).toBe(
      "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    );
    expect(run(['curl', '-F', 'a=b', 'x']).stderr).toBe('curl: option -F: not simulated\n');
    expect(run(['curl']).stderr).toBe("curl: try 'curl --help' or 'curl --manual' for more information\n");
  });
});

describe("BusyBox's wget", () => {
  const machine = (): KernelMachine => network(hello, busyboxApplets);

  it('writes to standard output with -qO-', () => {
    expect(run(['wget', '-qO-', 'http://node1:8080'], {}, machine())).toEqual({
      stdout: 'hello\n',
      stderr: '',
      status: 0,
    });
  });

  it('saves to a file and says so', () => {
    const { stderr } = run(['wget', 'http://node1:8080/file'], {}, machine());
    expect(stderr).toMatch(
      /^Connecting to node1:8080 \(172\.18\.0\.11:8080\)\nsaving to 'file'\nfile .*100% .*\n'file' saved\n$/,
    );
  });

  it.each([
    ['http://node1:9', "wget: can't connect to remote host (172.18.0.11): Connection refused\n"],
    ['http://nosuch', "wget: bad address 'nosuch'\n"],
  ])('%s fails', (url, message) => {
    expect(run(['wget', '-q', url], {}, machine())).toEqual({ stdout: '', stderr: message, status: 1 });
  });

  it('stops after -T seconds', () => {
    const cut = machine();
    cut.fabric.cut('workstation', 'node1', true);
    expect(run(['wget', '-q', '-T', '3', 'http://node1:8080'], {}, cut)).toEqual({
      stdout: '',
      stderr: 'wget: download timed out\n',
      status: 1,
    });
  });
});

describe('nc', () => {
  it('probes a port with -zv', () => {
    const machine = network();
    expect(run(['nc', '-zv', 'node1', '8080'], {}, machine).stderr).toBe(
      'Connection to node1 8080 port [tcp/*] succeeded!\n',
    );
    expect(run(['nc', '-zv', 'node1', '81'], {}, machine)).toMatchObject({
      stderr: 'nc: connect to node1 (172.18.0.11) port 81 (tcp) failed: Connection refused\n',
      status: 1,
    });
  });

  it('carries a conversation both ways', () => {
    const { stdout } = run(
      ['bash', '-c', '(echo answer | nc -l -p 9000) & sleep 0.1; echo question | nc 127.0.0.1 9000'],
      {},
      testMachine(),
    );
    expect(stdout.split('\n').sort()).toEqual(['', 'answer', 'question']);
  });
});

describe('what the network looks like', () => {
  it('lists listening sockets in netstat and ss', () => {
    const script = 'nc -l -p 9000 & sleep 0.1; netstat -lnt; ss -lnt; kill %1';
    const { stdout } = run(['bash', '-c', script]);
    expect(stdout).toContain('tcp        0      0 0.0.0.0:9000            0.0.0.0:*               LISTEN');
    expect(stdout).toMatch(/^LISTEN +0 +0 +0\.0\.0\.0:9000 /m);
  });

  it('shows addresses in ip addr', () => {
    expect(run(['ip', 'addr']).stdout).toMatch(/ {4}inet 172\.18\.0\.5\/16 brd 172\.18\.255\.255 scope global eth0\n/);
    expect(run(['ip', 'addr', 'add', '1.2.3.4/8', 'dev', 'eth0']).stderr).toBe(
      'ip: addr add: changing the network is not simulated\n',
    );
  });

  it('ping hears from a machine that is there', () => {
    const { stdout, status } = run(['ping', '-c1', 'node1'], {}, network());
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^PING node1 \(172\.18\.0\.11\) 56\(84\) bytes of data\.\n64 bytes from 172\.18\.0\.11: icmp_seq=1 ttl=64 time=/,
    );
    expect(run(['ping', 'nosuch']).stderr).toBe('ping: nosuch: Name or service not known\n');
  });
});
