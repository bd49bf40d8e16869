import { describe, expect, test } from 'vitest';
import type { ContainerConfig } from '../runtime/cri.ts';
import { testNode, type TestNode } from '../runtime/testing.ts';
import { pi } from './languages.ts';

interface Running {
  readonly node: TestNode;
  readonly id: string;
  readonly log: () => string;
  /** The body of a GET. */
  readonly body: (port: number, path?: string) => string;
  /** The whole answer. */
  readonly get: (port: number, path?: string) => string;
  readonly exec: (command: string) => string;
}

function run(
  config: Partial<ContainerConfig> & { image: string },
  release: '1.20' | '1.36' = '1.36',
  hostname = 'pod',
): Running {
  const node = testNode(release);
  const sandbox = node.sandbox(hostname);
  const id = node.start(sandbox, config);
  node.sim.advanceTo(node.sim.now + 1000);
  const get = (port: number, path?: string): string => node.get('10.244.1.2', port, path);
  return {
    node,
    id,
    log: () => node.logOf(id),
    get,
    body: (port, path) => get(port, path).split('\r\n\r\n').slice(1).join('\r\n\r\n'),
    exec: (command) => node.run(node.runtime.execSync(id, ['sh', '-c', command], 60)).stdout,
  };
}

describe('the seed’s images', () => {
  test('assassing/kubia prints one line and answers its hostname', () => {
    const kubia = run({ image: 'assassing/kubia' }, '1.20', 'alice-pod');
    expect(kubia.log()).toBe('Runing...\n');
    expect(kubia.get(8080)).toMatch(
      /^HTTP\/1\.1 200 OK\r\nDate: .*\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n/,
    );
    expect(kubia.exec('curl -s http://localhost:8080')).toBe('Hostname: alice-pod\n');
  });

  test('luksa/kubia logs who asks', () => {
    const kubia = run({ image: 'luksa/kubia' }, '1.20', 'kubia-1');
    expect(kubia.body(8080)).toContain("You've hit kubia-1\n");
    expect(kubia.log()).toBe('Kubia server starting...\nReceived request from ::ffff:10.244.1.1\n');
  });

  test('luksa/kubia-unhealthy fails from the sixth request on', () => {
    const kubia = run({ image: 'luksa/kubia-unhealthy' });
    for (let i = 0; i < 5; i++) expect(kubia.get(8080)).toContain('200 OK');
    expect(kubia.get(8080)).toContain('500 Internal Server Error');
  });

  test('luksa/kubia-pet-peers keeps what is posted, and prints nothing', () => {
    const node = testNode('1.20');
    node.machine.disk.mkdir('/data');
    const id = node.start(node.sandbox('kubia-0'), {
      image: 'luksa/kubia-pet-peers',
      mounts: [{ containerPath: '/var/data', hostPath: '/data', readOnly: false }],
    });
    node.sim.advanceTo(node.sim.now + 1000);
    const curl = (args: string): string =>
      node.run(node.runtime.execSync(id, ['sh', '-c', `curl -s ${args} localhost:8080/data`], 9)).stdout;
    expect(curl('')).toBe('No data posted yet');
    expect(curl('-X POST -d "Hey there!"')).toBe('Data stored on pod kubia-0\n');
    expect(curl('')).toBe('Hey there!');
    expect(node.machine.disk.readFile('/data/kubia.txt')).toBe('Hey there!');
    expect(node.logOf(id)).toBe('');
  });
});

describe('nginx', () => {
  test('nginx-slim of the StatefulSet tutorials has curl', () => {
    const server = run({ image: 'registry.k8s.io/nginx-slim:0.21' });
    expect(server.body(80)).toContain('Welcome to nginx!');
    expect(server.exec('hostname > /usr/share/nginx/html/index.html; curl -s http://localhost/')).toBe('pod\n');
  });

  test('greets, logs, and serves its files', () => {
    const nginx = run({ image: 'nginx' }, '1.20');
    expect(nginx.log()).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up\n');
    expect(nginx.body(80)).toContain('<h1>Welcome to nginx!</h1>');
    expect(nginx.log()).toMatch(
      /10\.244\.1\.1 - - \[02\/Nov\/2021:21:5\d:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "-" "-"\n/,
    );
    expect(nginx.get(80, '/nope')).toMatch(/^HTTP\/1\.1 404 Not Found\r\nServer: nginx\/1\.21\.3\r\n/);
    expect(nginx.log()).toContain(
      'open() "/usr/share/nginx/html/nope" failed (2: No such file or directory), client: 10.244.1.1, server: localhost, request: "GET /nope HTTP/1.1"',
    );
    nginx.exec('echo changed > /usr/share/nginx/html/index.html');
    expect(nginx.body(80)).toBe('changed\n');
    expect(nginx.get(80, '/../../etc/passwd')).toContain('400 Bad Request');
  });

  test('the headers come in nginx’s order', () => {
    const names = run({ image: 'nginx' })
      .get(80)
      .split('\r\n\r\n')[0]!
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]);
    expect(names).toEqual([
      'Server',
      'Date',
      'Content-Type',
      'Content-Length',
      'Last-Modified',
      'Connection',
      'ETag',
      'Accept-Ranges',
    ]);
  });

  test('a configuration from a volume is read, and again at a reload', () => {
    const node = testNode('1.36');
    const conf = (text: string): void =>
      node.machine.disk.writeFile(
        '/conf/site.conf',
        `server { listen 8081; location / { return 200 "${text}\\n"; } location = /old { return 301 /new; } }\n`,
      );
    conf('one $hostname');
    const id = node.start(node.sandbox('web'), {
      image: 'nginx',
      mounts: [{ containerPath: '/etc/nginx/conf.d', hostPath: '/conf', readOnly: true }],
    });
    node.sim.advanceTo(node.sim.now + 1000);
    expect(node.get('10.244.1.2', 8081)).toContain('one web\n');
    expect(node.get('10.244.1.2', 8081, '/old')).toMatch(/301 Moved Permanently[\s\S]*Location: \/new/);
    conf('two');
    node.run(node.runtime.execSync(id, ['nginx', '-s', 'reload'], 5));
    node.sim.advanceTo(node.sim.now + 100);
    expect(node.get('10.244.1.2', 8081)).toContain('two\n');
  });

  test('a broken configuration ends it with nginx’s words', () => {
    const node = testNode('1.36');
    node.machine.disk.writeFile('/conf/bad.conf', 'server {\n  listen 80;\n  nonsense on;\n}\n');
    const id = node.start(node.sandbox('web'), {
      image: 'nginx',
      mounts: [{ containerPath: '/etc/nginx/conf.d', hostPath: '/conf', readOnly: true }],
    });
    node.sim.advanceTo(node.sim.now + 1000);
    expect(node.runtime.container(id)).toMatchObject({ exit: { code: 1 } });
    expect(node.logOf(id)).toContain('nginx: [emerg] unknown directive "nonsense" in /etc/nginx/conf.d/bad.conf:3\n');
  });

  test('it passes requests on', () => {
    const node = testNode('1.36');
    node.machine.disk.writeFile(
      '/conf/proxy.conf',
      'upstream app { server 127.0.0.1:8080; }\nserver { listen 80; location / { proxy_pass http://app; } }\n',
    );
    const sandbox = node.sandbox('web');
    node.start(sandbox, { name: 'app', image: 'assassing/kubia' });
    node.start(sandbox, {
      name: 'web',
      image: 'nginx',
      mounts: [{ containerPath: '/etc/nginx/conf.d', hostPath: '/conf', readOnly: true }],
    });
    node.sim.advanceTo(node.sim.now + 1000);
    expect(node.get('10.244.1.2', 80)).toContain('Hostname: web');
  });

  test('where the port is taken it tries five times, half a second apart', () => {
    const node = testNode('1.20');
    const sandbox = node.sandbox('clash');
    node.start(sandbox, { name: 'one', image: 'nginx' });
    const id = node.start(sandbox, { name: 'two', image: 'nginx' });
    const from = node.sim.unixNow;
    node.sim.advanceTo(node.sim.now + 10_000);
    const log = node.logOf(id);
    expect(
      log.match(/\nnginx: \[emerg\] bind\(\) to 0\.0\.0\.0:80 failed \(98: Address already in use\)\n/g),
    ).toHaveLength(5);
    expect(log.match(/\[notice\] 1#1: try again to bind\(\) after 500ms\n/g)).toHaveLength(5);
    expect(log).toMatch(/\nnginx: \[emerg\] still could not bind\(\)\n$/);
    const status = node.runtime.container(id);
    expect(status).toMatchObject({ state: 'exited', exit: { code: 1 } });
    expect((status?.finishedAt ?? 0) - from).toBeGreaterThan(2000);
    expect((status?.finishedAt ?? 0) - from).toBeLessThan(3000);
  });
});

test('httpd prints the seed’s lines', () => {
  const httpd = run({ image: 'httpd:2.4.39' });
  expect(httpd.log()).toMatch(
    /^(AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 10\.244\.1\.2\. Set the 'ServerName' directive globally to suppress this message\n){2}\[Mon May 04 09:00:\d\d\.\d{6} 2026\] \[mpm_event:notice\] \[pid 1:tid 1\d{14}\] AH00489: Apache\/2\.4\.39 \(Unix\) configured -- resuming normal operations\n\[Mon May 04 09:00:\d\d\.\d{6} 2026\] \[core:notice\] \[pid 1:tid 1\d{14}\] AH00094: Command line: 'httpd -D FOREGROUND'\n$/,
  );
  expect(httpd.body(80)).toBe('<html><body><h1>It works!</h1></body></html>\n');
  expect(httpd.log()).toMatch(/10\.244\.1\.1 - - \[04\/May\/2026:09:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 45\n$/);
});

test('redis answers its client', () => {
  const redis = run({ image: 'redis' });
  expect(redis.log()).toContain('Ready to accept connections');
  expect(
    redis.exec(
      'redis-cli ping; redis-cli set a "x y"; redis-cli get a; redis-cli incr n; redis-cli lpush l 1 2; redis-cli lrange l 0 -1; redis-cli nope',
    ),
  ).toBe("PONG\nOK\nx y\n1\n2\n2\n1\nERR unknown command 'nope', with args beginning with: \n");
  expect(redis.exec('redis-cli setex k 5 v; redis-cli ttl k; sleep 6; redis-cli exists k')).toBe('OK\n5\n0\n');
});

test('redis reads its configuration, as the tutorial on ConfigMaps wants it', () => {
  const node = testNode('1.36');
  node.machine.disk.writeFile('/conf/redis.conf', 'maxmemory 2mb\nmaxmemory-policy allkeys-lru\n');
  const id = node.start(node.sandbox('redis'), {
    image: 'redis:8.0.2',
    command: ['redis-server', '/redis-master/redis.conf'],
    mounts: [{ containerPath: '/redis-master', hostPath: '/conf', readOnly: true }],
  });
  node.sim.advanceTo(node.sim.now + 1000);
  const ask = ['redis-cli', 'CONFIG', 'GET', 'maxmemory*'];
  expect(node.run(node.runtime.execSync(id, ask, 5)).stdout).toBe(
    'maxmemory\n2097152\nmaxmemory-policy\nallkeys-lru\n',
  );
});

describe('databases ask for a password', () => {
  test('mysql', () => {
    const mysql = run({ image: 'mysql:5.6' });
    expect(mysql.node.runtime.container(mysql.id)).toMatchObject({ exit: { code: 1 } });
    expect(mysql.log()).toContain(
      '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n',
    );
    expect(mysql.log()).toContain('    - MYSQL_ROOT_PASSWORD\n');
  });

  test('mysql with one comes up', () => {
    const mysql = run({ image: 'mysql', env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }] });
    expect(mysql.exec('mysqladmin ping')).toBe('');
    mysql.node.sim.advanceTo(mysql.node.sim.now + 15_000);
    expect(mysql.log()).toContain('/usr/sbin/mysqld: ready for connections.');
    expect(mysql.exec('mysqladmin ping')).toBe('mysqld is alive\n');
  });

  test('postgres', () => {
    const postgres = run({ image: 'postgres' });
    expect(postgres.node.runtime.container(postgres.id)).toMatchObject({ exit: { code: 1 } });
    expect(postgres.log()).toMatch(/^Error: Database is uninitialized and superuser password is not specified\.\n/);
    const set = run({ image: 'postgres', env: [{ name: 'POSTGRES_PASSWORD', value: 'x' }] });
    set.node.sim.advanceTo(set.node.sim.now + 15_000);
    expect(set.log()).toContain('database system is ready to accept connections\n');
  });
});

describe('test servers', () => {
  test.each(['k8s.gcr.io/liveness', 'registry.k8s.io/e2e-test-images/agnhost:2.40'])(
    '%s is well for ten seconds',
    (image) => {
      const server = run(image.includes('agnhost') ? { image, args: ['liveness'] } : { image, args: ['/server'] });
      expect(server.body(8080, '/healthz')).toBe('ok');
      server.node.sim.advanceTo(server.node.sim.now + 10_000);
      expect(server.get(8080, '/healthz')).toMatch(/500 Internal Server Error[\s\S]*error: 1\d\.\d+$/);
    },
  );

  test('the tutorials’ bootcamp says which version it is, and keeps a log', () => {
    for (const [image, version] of [
      ['gcr.io/google-samples/kubernetes-bootcamp:v1', 1],
      ['jocatalin/kubernetes-bootcamp:v2', 2],
    ] as const) {
      const server = run({ image });
      expect(server.body(8080)).toContain(`Hello Kubernetes bootcamp! | Running on: pod | v=${version}\n`);
      expect(server.log()).toMatch(
        /^Kubernetes Bootcamp App Started At: 2026-05-04T09:00:\d\d\.\d{3}Z \| Running On: {2}pod \n\nRunning On: pod \| Total Requests: 1 \| App Uptime: [\d.]+ seconds/,
      );
      expect(server.exec('cat server.js')).toContain('Hello Kubernetes bootcamp!');
    }
    expect(run({ image: 'gcr.io/google-samples/node-hello:1.0' }).body(8080)).toContain('Hello Kubernetes!');
  });

  test('minikube’s echo-server repeats the request', () => {
    expect(run({ image: 'kicbase/echo-server:1.0' }).body(8080, '/a?b=c')).toMatch(
      /^Request served by pod\n\nGET \/a\?b=c HTTP\/1\.1\n\nHost: 10\.244\.1\.2(:8080)?\n/,
    );
  });

  test('agnhost netexec and its other servers', () => {
    const server = run({
      image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
      args: ['netexec', '--http-port=8081'],
    });
    expect(server.body(8081, '/hostname')).toBe('pod');
    expect(server.body(8081, '/clientip')).toMatch(/^10\.244\.1\.1:\d+$/);
    expect(server.body(8081, '/echo?msg=hi')).toBe('hi');
    expect(server.body(8081, '/shell?cmd=echo%20x')).toBe('{"output":"x\\n"}');
    const host = run({ image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: ['serve-hostname'] });
    expect(host.body(9376)).toBe('pod');
  });

  test('a Go server whose port is taken, and one that is asked to stop', () => {
    const node = testNode('1.36');
    const sandbox = node.sandbox('go');
    const one = node.start(sandbox, { name: 'one', image: 'gcr.io/google-samples/hello-app:1.0' });
    const two = node.start(sandbox, { name: 'two', image: 'gcr.io/google-samples/hello-app:2.0' });
    node.sim.advanceTo(node.sim.now + 1000);
    expect(node.logOf(two)).toMatch(
      /Server listening on port 8080\n2026\/05\/04 09:00:\d\d listen tcp :8080: bind: address already in use\n$/,
    );
    expect(node.get('10.244.1.2', 8080)).toContain('Hello, world!\nVersion: 1.0.0\nHostname: go\n');
    node.run(node.runtime.stopContainer(one, 30));
    expect(node.runtime.container(one)).toMatchObject({ exit: { code: 2 } });
  });

  test('http-echo', () => {
    expect(run({ image: 'hashicorp/http-echo', args: ['-text=hello world'] }).body(5678)).toBe('hello world\n');
    const mute = run({ image: 'hashicorp/http-echo:0.2.3' });
    expect(mute.log()).toBe('Missing -text option!\n');
    expect(mute.node.runtime.container(mute.id)).toMatchObject({ exit: { code: 127 } });
  });
});

describe('languages', () => {
  test('the Job of the documentation computes pi, on one core for some seconds', () => {
    const job = run({ image: 'perl', command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] });
    expect(job.node.runtime.container(job.id)?.state).toBe('running');
    job.node.sim.advanceTo(job.node.sim.now + 10_000);
    expect(job.node.runtime.container(job.id)).toMatchObject({ exit: { code: 0 } });
    expect(job.log()).toMatch(/^3\.14159265358979323846264338327950288419716939937510582097494459230781640628620899/);
    expect(job.log()).toHaveLength(2002);
  });

  test('pi is right', () => {
    expect(pi(50)).toBe('3.1415926535897932384626433832795028841971693993751');
    expect(pi(10)).toBe('3.141592654');
  });

  test('python serves files, and says what it does not run', () => {
    const server = run({ image: 'python:3', command: ['python3', '-m', 'http.server', '8000'], workingDir: '/etc' });
    expect(server.body(8000, '/hostname')).toBe('pod\n');
    expect(server.log()).toMatch(
      /^Serving HTTP on 0\.0\.0\.0 port 8000 \(http:\/\/0\.0\.0\.0:8000\/\) \.\.\.\n10\.244\.1\.1 - - \[04\/May\/2026 09:00:\d\d\] "GET \/hostname HTTP\/1\.1" 200 -\n$/,
    );
    expect(run({ image: 'python:3', command: ['python', '-c', 'print(1)'] }).log()).toContain(
      'Podarium runs no Python but',
    );
  });
});

test('curl is what curlimages/curl runs, as curl_user', () => {
  const node = testNode('1.36');
  const sandbox = node.sandbox('pod');
  node.start(sandbox, { name: 'app', image: 'assassing/kubia' });
  node.sim.advanceTo(node.sim.now + 500);
  const id = node.start(sandbox, { name: 'curl', image: 'curlimages/curl', args: ['-s', 'http://localhost:8080'] });
  const who = node.start(sandbox, { name: 'who', image: 'curlimages/curl', command: ['id', '-u'] });
  node.sim.advanceTo(node.sim.now + 500);
  expect(node.logOf(id)).toBe('Hostname: pod\n');
  expect(node.logOf(who)).toBe('100\n');
});

test.each([
  ['busybox', 'sh', 'Completed'],
  ['alpine', 'sh', 'Completed'],
  ['debian', 'bash', 'Completed'],
  ['ubuntu', 'bash', 'Completed'],
])('%s ends at once without a command, and has %s', (image, shell, reason) => {
  const node = testNode('1.36');
  const sandbox = node.sandbox('pod');
  const idle = node.start(sandbox, { name: 'idle', image });
  const busy = node.start(sandbox, {
    name: 'busy',
    image,
    command: [shell, '-c', 'echo $0 $((6 * 7)); grep ^root: /etc/passwd | cut -d: -f6'],
  });
  node.sim.advanceTo(node.sim.now + 500);
  expect(node.runtime.container(idle)).toMatchObject({ state: 'exited', reason });
  expect(node.logOf(busy)).toBe(`${shell} 42\n/root\n`);
});
