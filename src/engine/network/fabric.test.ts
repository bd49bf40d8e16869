import { describe, expect, it } from 'vitest';
import { createPod, createWorld, start, type Running, type World } from '../runtime/kernel/test-world.ts';
import type { Namespaces, PacketTrace } from '../runtime/machine.ts';
import { decodeDnsQuestion, encodeDns, type DnsReply } from '../sim/dns.ts';
import { SysError, type Program } from '../sim/process.ts';
import { serveHttp } from './http.ts';

const answers = (address: string, port: number): Program =>
  function* (p) {
    try {
      const fd = p.listen(address, port);
      for (;;) {
        const client = yield* p.accept(fd);
        yield* p.write(
          client.fd,
          `you are ${client.remote.address}, I am ${client.local.address}:${client.local.port}`,
        );
        p.close(client.fd);
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* p.write(1, error.code);
      return 1;
    }
  };

const asks = (address: string, port: number): Program =>
  function* (p) {
    const began = p.now();
    try {
      const fd = yield* p.connect(address, port);
      const text = yield* p.read(fd);
      yield* p.write(1, text);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* p.write(1, `${error.code} after ${Math.round((p.now() - began) / 1000)} s`);
    }
    return 0;
  };

function ask(
  world: World,
  from: Namespaces,
  address: string,
  port: number,
  machine = world.node1,
  ms = 200_000,
): string {
  const run = start(machine, asks(address, port), from);
  world.sim.advanceTo(world.sim.now + ms);
  return run.output();
}

describe('binding', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0', 'EADDRINUSE'],
    ['0.0.0.0', '127.0.0.1', 'EADDRINUSE'],
    ['127.0.0.1', '0.0.0.0', 'EADDRINUSE'],
    ['127.0.0.1', '172.18.0.11', ''],
    ['127.0.0.1', '::1', ''],
    ['::', '0.0.0.0', 'EADDRINUSE'],
    ['0.0.0.0', '::1', ''],
    ['::1', '::', 'EADDRINUSE'],
  ])('%s and then %s on one port: %s', (first, second, expected) => {
    const { sim, node1 } = createWorld();
    start(node1, answers(first, 8080));
    const late = start(node1, answers(second, 8080));
    sim.advanceTo(10);
    expect(late.output()).toBe(expected);
  });

  it('knows only its own addresses, and keeps low ports for root', () => {
    const { sim, node1 } = createWorld();
    const foreign = start(node1, answers('10.9.9.9', 80));
    const low = start(node1, answers('0.0.0.0', 80), undefined, { uid: 1000 });
    const high = start(node1, answers('0.0.0.0', 1024), undefined, { uid: 1000 });
    sim.advanceTo(10);
    expect([foreign.output(), low.output(), high.output()]).toEqual(['EADDRNOTAVAIL', 'EACCES', '']);
  });

  it('two containers of one Pod clash, two Pods do not; the port is free when its process ends', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const second = { ...pod, pid: world.node1.createPidNamespace() };
    const first = start(world.node1, answers('0.0.0.0', 80), pod);
    const clash = start(world.node1, answers('0.0.0.0', 80), second);
    const other = start(world.node1, answers('0.0.0.0', 80), createPod(world, world.node1));
    world.sim.advanceTo(10);
    expect([clash.output(), other.output()]).toEqual(['EADDRINUSE', '']);
    expect(pod.net.listeners.map(({ port, process }) => [port, process?.pid])).toEqual([[80, first.process.pid]]);
    first.process.kill('SIGKILL');
    const third = start(world.node1, answers('0.0.0.0', 80), { ...pod, pid: world.node1.createPidNamespace() });
    world.sim.advanceTo(20);
    expect(third.output()).toBe('');
  });
});

describe('routes', () => {
  function pods(): {
    world: World;
    a: ReturnType<typeof createPod>;
    b: ReturnType<typeof createPod>;
    c: ReturnType<typeof createPod>;
  } {
    const world = createWorld();
    const a = createPod(world, world.node1);
    const b = createPod(world, world.node1);
    const c = createPod(world, world.node2);
    start(world.node1, answers('0.0.0.0', 80), a);
    start(world.node1, answers('::', 80), b);
    start(world.node2, answers('0.0.0.0', 80), c);
    start(world.node1, answers('0.0.0.0', 80));
    start(world.node2, answers('127.0.0.1', 81));
    world.sim.advanceTo(10);
    return { world, a, b, c };
  }

  it('a Pod reaches itself, its neighbour, a Pod on another node and the nodes, always with its own address', () => {
    const { world, a, b, c } = pods();
    expect([a.ip, b.ip, c.ip]).toEqual(['10.244.1.2', '10.244.1.3', '10.244.2.2']);
    expect(ask(world, a, '127.0.0.1', 80)).toBe('you are 127.0.0.1, I am 127.0.0.1:80');
    expect(ask(world, a, a.ip, 80)).toBe(`you are ${a.ip}, I am ${a.ip}:80`);
    expect(ask(world, a, b.ip, 80)).toBe(`you are ${a.ip}, I am ${b.ip}:80`);
    expect(ask(world, a, c.ip, 80)).toBe(`you are ${a.ip}, I am ${c.ip}:80`);
    expect(ask(world, a, '172.18.0.11', 80)).toBe(`you are ${a.ip}, I am 172.18.0.11:80`);
  });

  it('a node speaks to its Pods from the bridge, to others from its own address', () => {
    const { world, a, c } = pods();
    expect(ask(world, world.node1.namespaces, a.ip, 80)).toBe(`you are 10.244.1.1, I am ${a.ip}:80`);
    expect(ask(world, world.node1.namespaces, c.ip, 80)).toBe(`you are 172.18.0.11, I am ${c.ip}:80`);
  });

  it('loopback is private to its namespace', () => {
    const { world, a } = pods();
    expect(ask(world, a, '172.18.0.12', 81)).toBe('ECONNREFUSED after 0 s');
    expect(ask(world, a, '127.0.0.1', 81)).toBe('ECONNREFUSED after 0 s');
  });

  it('an address that nobody has: no route to host, or silence', () => {
    const { world, a, c } = pods();
    expect(ask(world, a, '10.244.1.77', 80)).toBe('EHOSTUNREACH after 3 s');
    expect(ask(world, a, '10.244.2.77', 80)).toBe('EHOSTUNREACH after 3 s');
    expect(ask(world, a, '192.0.2.1', 80)).toBe('ETIMEDOUT after 127 s');
    expect(ask(world, a, c.ip, 9999)).toBe('ECONNREFUSED after 0 s');
    world.fabric.detachPod(c.net);
    expect(ask(world, a, c.ip, 80)).toBe('EHOSTUNREACH after 3 s');
    const lonely = { ...a, net: world.node1.createNetworkNamespace(), pid: world.node1.createPidNamespace() };
    expect(ask(world, lonely, a.ip, 80)).toBe('ENETUNREACH after 0 s');
  });

  it('gives every new sandbox a new address, round robin', () => {
    const world = createWorld();
    const first = createPod(world, world.node1);
    world.fabric.detachPod(first.net);
    expect(createPod(world, world.node1).ip).toBe('10.244.1.3');
  });

  it('traces the path hop by hop', () => {
    const { world, a, b, c } = pods();
    const packets: PacketTrace[] = [];
    const stop = world.fabric.onPacket((packet) => packets.push(packet));
    ask(world, a, b.ip, 80);
    ask(world, a, c.ip, 80);
    ask(world, world.node1.namespaces, a.ip, 80);
    ask(world, a, a.ip, 80);
    stop();
    ask(world, a, b.ip, 80);
    const syns = packets.filter((packet) => packet.kind === 'syn');
    expect(syns.map((packet) => packet.path)).toEqual([
      ['pod/10.244.1.2', 'node1/cni0', 'pod/10.244.1.3'],
      ['pod/10.244.1.2', 'node1/cni0', 'node1', 'wire', 'node2', 'node2/cni0', 'pod/10.244.2.2'],
      ['node1', 'node1/cni0', 'pod/10.244.1.2'],
      ['lo'],
    ]);
    expect(packets.filter((packet) => packet.kind === 'data').map((packet) => packet.source.address)).toEqual([
      b.ip,
      c.ip,
      a.ip,
      a.ip,
    ]);
  });
});

describe('a network that fails', () => {
  function chat(world: World): { server: Running; client: Running; a: Namespaces; c: ReturnType<typeof createPod> } {
    const a = createPod(world, world.node1);
    const c = createPod(world, world.node2);
    const server = start(
      world.node2,
      function* (p) {
        const { fd } = yield* p.accept(p.listen('0.0.0.0', 80));
        for (;;) {
          const text = yield* p.read(fd);
          yield* p.write(1, text === '' ? '(end)' : text);
          if (text === '') return 0;
        }
      },
      c,
    );
    const client = start(
      world.node1,
      function* (p) {
        const fd = yield* p.connect(c.ip, 80);
        for (let i = 0; ; i++) {
          yield* p.write(fd, `${i}.`);
          yield* p.sleep(1000);
        }
      },
      a,
    );
    world.sim.advanceTo(2500);
    return { server, client, a, c };
  }

  it('a cut stalls what is established and goes on when it is mended', () => {
    const world = createWorld();
    const { server } = chat(world);
    expect(server.output()).toBe('0.1.2.');
    world.fabric.cut('node1', 'node2', true);
    world.sim.advanceTo(5500);
    expect(server.output()).toBe('0.1.2.');
    world.fabric.cut('node1', 'node2', false);
    world.sim.advanceTo(5600);
    expect(server.output()).toBe('0.1.2.3.4.5.');
  });

  it('a cut that lasts ends the connection after tcp_retries2 by ETIMEDOUT', () => {
    const world = createWorld();
    const { server, client } = chat(world);
    world.fabric.cut('node2', undefined, true);
    world.sim.advanceTo(900_000);
    expect(client.status()).toBeUndefined();
    world.sim.advanceTo(930_000);
    expect(client.output()).toBe('program: Connection timed out\n');
    expect(server.status()).toBeUndefined();
  });

  it('connect through a cut gives up after 127 s, but succeeds if it is mended in between', () => {
    const world = createWorld();
    const { a } = chat(world);
    const other = createPod(world, world.node2);
    start(world.node2, answers('0.0.0.0', 80), other);
    world.fabric.cut('node1', 'node2', true);
    expect(ask(world, a, other.ip, 80)).toBe('ETIMEDOUT after 127 s');
    const run = start(world.node1, asks(other.ip, 80), a);
    world.sim.advanceTo(world.sim.now + 10_000);
    world.fabric.cut('node1', 'node2', false);
    world.sim.advanceTo(world.sim.now + 6000);
    expect(run.output()).toMatch(/^you are/);
  });

  it('a one-way cut lets the requests through and loses the answers', () => {
    const world = createWorld();
    const { server } = chat(world);
    world.fabric.cutOneWay('node2', 'node1', true);
    world.sim.advanceTo(3500);
    expect(server.output()).toBe('0.1.2.3.');
    const other = createPod(world, world.node2);
    start(world.node2, answers('0.0.0.0', 80), other);
    expect(ask(world, createPod(world, world.node1), other.ip, 80)).toBe('ETIMEDOUT after 127 s');
  });

  it('a machine that loses power says nothing; back again it resets old connections', () => {
    const world = createWorld();
    const { server, client, a, c } = chat(world);
    world.node2.powerOff();
    expect(server.process.exit?.code).toBe(137);
    expect(world.node2.processes()).toEqual([]);
    expect(ask(world, a, '172.18.0.12', 22)).toBe('ETIMEDOUT after 127 s');
    expect(ask(world, a, c.ip, 80)).toBe('ETIMEDOUT after 127 s');
    expect(client.status()).toBeUndefined();
    world.node2.powerOn();
    expect(ask(world, a, '172.18.0.12', 22)).toBe('ECONNREFUSED after 0 s');
    expect(ask(world, a, c.ip, 80)).toBe('EHOSTUNREACH after 3 s');
    expect(world.node2.processes().map((process) => process.argv[0])).toEqual(['/sbin/init']);
  });

  it('a host connection is reset when the peer machine has rebooted', () => {
    const world = createWorld();
    start(world.node2, function* (p) {
      const { fd } = yield* p.accept(p.listen('0.0.0.0', 80));
      yield* p.read(fd);
      yield* p.sleep(1e6);
      return 0;
    });
    const client = start(world.node1, function* (p) {
      const fd = yield* p.connect('172.18.0.12', 80);
      for (;;) {
        yield* p.write(fd, 'x');
        yield* p.sleep(1000);
      }
    });
    world.sim.advanceTo(1500);
    world.node2.powerOff();
    world.sim.advanceTo(5000);
    world.node2.powerOn();
    world.sim.advanceTo(8000);
    expect(client.output()).toBe('program: Connection reset by peer\n');
  });

  it('the kernel closes the sockets of a killed process: the peer reads the end', () => {
    const world = createWorld();
    const { server, client } = chat(world);
    client.process.kill('SIGKILL');
    world.sim.advanceTo(3000);
    expect(server.output()).toBe('0.1.2.(end)');
  });

  it('closing with unread data, or writing to a closed socket, resets', () => {
    const world = createWorld();
    const c = createPod(world, world.node2);
    start(
      world.node2,
      function* (p) {
        const fd = p.listen('0.0.0.0', 80);
        for (;;) {
          const client = yield* p.accept(fd);
          yield* p.sleep(100);
          p.close(client.fd);
        }
      },
      c,
    );
    const client = start(world.node1, function* (p) {
      const fd = yield* p.connect(c.ip, 80);
      yield* p.write(fd, 'unread');
      yield* p.read(fd);
      return 0;
    });
    world.sim.advanceTo(1000);
    expect(client.output()).toBe('program: Connection reset by peer\n');
  });

  it('half-close lets the other direction go on', () => {
    const world = createWorld();
    start(world.node1, function* (p) {
      const { fd } = yield* p.accept(p.listen('127.0.0.1', 80));
      let all = '';
      for (let text = yield* p.read(fd); text !== ''; text = yield* p.read(fd)) all += text;
      yield* p.write(fd, all.toUpperCase());
      return 0;
    });
    const client = start(world.node1, function* (p) {
      const fd = yield* p.connect('127.0.0.1', 80);
      yield* p.write(fd, 'hello');
      p.shutdown(fd);
      yield* p.write(1, yield* p.read(fd));
      return 0;
    });
    world.sim.advanceTo(100);
    expect(client.output()).toBe('HELLO');
  });

  it('a writer waits for a reader that does not read', () => {
    const world = createWorld();
    let sent = 0;
    start(world.node1, function* (p) {
      const { fd } = yield* p.accept(p.listen('127.0.0.1', 80));
      yield* p.sleep(1000);
      while ((yield* p.read(fd)) !== '');
      return 0;
    });
    const client = start(world.node1, function* (p) {
      const fd = yield* p.connect('127.0.0.1', 80);
      for (; sent < 100; sent++) yield* p.write(fd, 'x'.repeat(10_000));
      return 0;
    });
    world.sim.advanceTo(900);
    expect(sent).toBe(26);
    world.sim.advanceTo(2000);
    expect(sent).toBe(100);
    expect(client.status()).toEqual({ code: 0 });
  });
});

describe('rules on the way', () => {
  function setUp() {
    const world = createWorld();
    const a = createPod(world, world.node1);
    const c = createPod(world, world.node2);
    start(world.node2, answers('0.0.0.0', 8080), c);
    start(world.node1, answers('0.0.0.0', 8080), a);
    world.sim.advanceTo(10);
    return { world, a, c };
  }

  it('a service proxy rewrites the destination and keeps the source', () => {
    const { world, a, c } = setUp();
    world.fabric.setServiceProxy('node1', ({ destination: { address } }) =>
      address === '10.96.0.10' ? { address: c.ip, port: 8080 } : address === '10.96.0.11' ? 'reject' : undefined,
    );
    expect(ask(world, a, '10.96.0.10', 80)).toBe(`you are ${a.ip}, I am ${c.ip}:8080`);
    expect(ask(world, a, '10.96.0.11', 80)).toBe('ECONNREFUSED after 0 s');
    world.fabric.setServiceProxy('node1', () => ({ address: a.ip, port: 8080 }));
    expect(ask(world, a, '10.96.0.10', 80)).toBe(`you are 10.244.1.1, I am ${a.ip}:8080`);
  });

  it('a NodePort is answered by the machine that it was asked of, which hides the source', () => {
    const { world, a, c } = setUp();
    world.fabric.setServiceProxy('node2', ({ destination: { port } }) =>
      port === 30080 ? { address: a.ip, port: 8080, masquerade: true } : undefined,
    );
    expect(ask(world, world.node1.namespaces, '172.18.0.12', 30080)).toBe(`you are 172.18.0.12, I am ${a.ip}:8080`);
    world.fabric.setServiceProxy('node2', ({ destination: { port } }) =>
      port === 30080 ? { address: c.ip, port: 8080 } : undefined,
    );
    expect(ask(world, world.node1.namespaces, '172.18.0.12', 30080)).toBe(`you are 172.18.0.11, I am ${c.ip}:8080`);
  });

  it('a host port leads to its Pod until it is unmapped', () => {
    const { world, a, c } = setUp();
    const unmap = world.fabric.mapPort('node2', 80, { address: c.ip, port: 8080 });
    expect(ask(world, a, '172.18.0.12', 80)).toBe(`you are ${a.ip}, I am ${c.ip}:8080`);
    expect(ask(world, world.node2.namespaces, '127.0.0.1', 80, world.node2)).toBe(
      `you are 10.244.2.1, I am ${c.ip}:8080`,
    );
    unmap();
    expect(ask(world, a, '172.18.0.12', 80)).toBe('ECONNREFUSED after 0 s');
  });

  it('a policy drops silently what it does not allow', () => {
    const { world, a, c } = setUp();
    world.fabric.setPolicy(
      ({ source, destination: { address, port } }) => !(source === a.ip && address === c.ip && port === 8080),
    );
    expect(ask(world, a, c.ip, 8080)).toBe('ETIMEDOUT after 127 s');
    expect(ask(world, a, '127.0.0.1', 8080)).toMatch(/^you are/);
  });

  it('the kubelet connects from the namespace of the node, with a time-out of its own', () => {
    const { world, a } = setUp();
    let outcome = '';
    start(world.node1, function* (p) {
      const connection = yield* world.node1.namespaces.net.connect(a.ip, 8080);
      outcome = yield* connection.read();
      connection.close();
      try {
        yield* world.node1.namespaces.net.connect('192.0.2.1', 80, 1000);
      } catch (error) {
        outcome += ` ${(error as SysError).code} ${p.now() - world.sim.epoch}`;
      }
      return 0;
    });
    world.sim.advanceTo(10_000);
    expect(outcome).toMatch(/^you are 10.244.1.1, I am 10.244.1.2:8080 ETIMEDOUT 101\d/);
  });
});

/** A name server that knows addresses only. */
function serveNames(machine: World['node1'], lookUp: (name: string) => string | undefined): void {
  start(machine, function* (p) {
    const fd = p.bindDatagram('0.0.0.0', 53);
    for (;;) {
      const { data, from } = yield* p.receiveDatagram(fd);
      const question = decodeDnsQuestion(data)!;
      const address = lookUp(question.name);
      const reply: DnsReply = {
        rcode: address === undefined ? 'NXDOMAIN' : 'NOERROR',
        authoritative: true,
        answers: address === undefined ? [] : [{ name: question.name, type: 'A', ttl: 30, data: address }],
        authority: [],
        additional: [],
      };
      p.sendDatagram(fd, encodeDns(reply), from);
    }
  });
}

describe('names', () => {
  it('are looked up in /etc/hosts, then in DNS with the search list', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const tree = world.node1.disk;
    tree.writeFile('/p/hosts', '127.0.0.1\tlocalhost\n10.1.1.1 db db.local # comment\n');
    tree.writeFile(
      '/p/resolv.conf',
      'search default.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    pod.mnt.mount('/etc/hosts', tree, '/p/hosts');
    pod.mnt.mount('/etc/resolv.conf', tree, '/p/resolv.conf');
    const asked: string[] = [];
    serveNames(world.node2, (name) => {
      asked.push(name);
      return name === 'web.default.svc.cluster.local' || name === 'example.com' ? '10.96.7.7' : undefined;
    });
    world.fabric.setServiceProxy('node1', ({ destination: { address, port } }) =>
      address === '10.96.0.10' && port === 53 ? { address: '172.18.0.12', port: 53 } : undefined,
    );
    const run = start(
      world.node1,
      function* (p) {
        for (const name of ['db.local', '10.2.3.4', 'web', 'example.com', 'nope.']) {
          try {
            yield* p.write(1, `${(yield* p.resolve(name)).join(',')} `);
          } catch (error) {
            yield* p.write(1, (error as SysError).message);
          }
        }
        return 0;
      },
      pod,
    );
    world.sim.advanceTo(10_000);
    expect(run.output()).toBe('10.1.1.1 10.2.3.4 10.96.7.7 10.96.7.7 Name or service not known');
    expect(asked).toEqual([
      'web.default.svc.cluster.local',
      'example.com.default.svc.cluster.local',
      'example.com.svc.cluster.local',
      'example.com',
      'nope',
    ]);
  });

  it('dig asks one server for exactly one name', () => {
    const world = createWorld();
    serveNames(world.node2, (name) => (name === 'web' ? '10.0.0.1' : undefined));
    const run = start(world.node1, function* (p) {
      for (const [name, server] of [
        ['web.', '172.18.0.12'],
        ['other', '172.18.0.12'],
        ['web', '172.18.0.11'],
        ['web', '172.18.0.99'],
      ] as const) {
        try {
          yield* p.write(1, `${(yield* p.resolve(name, server)).join()} `);
        } catch (error) {
          yield* p.write(1, `${(error as SysError).code} `);
        }
      }
      return 0;
    });
    world.sim.advanceTo(60_000);
    expect(run.output()).toBe('10.0.0.1 ENOTFOUND ETIMEDOUT ETIMEDOUT ');
  });

  it('a server that does not answer costs 5 s twice', () => {
    const world = createWorld();
    world.node1.disk.writeFile('/etc/resolv.conf', 'nameserver 172.18.0.99\n');
    const run = start(world.node1, function* (p) {
      try {
        yield* p.resolve('web');
      } catch (error) {
        yield* p.write(1, `${(error as SysError).detail} ${p.now() - world.sim.epoch}`);
      }
      return 0;
    });
    world.sim.advanceTo(60_000);
    expect(run.output()).toBe('Temporary failure in name resolution 10000');
  });
});

it('/proc/net/tcp lists listening and established sockets', () => {
  const world = createWorld();
  start(world.node1, function* (p) {
    const fd = p.listen('127.0.0.1', 80);
    for (;;) yield* p.accept(fd);
  });
  const run = start(world.node1, function* (p) {
    const fd = yield* p.connect('127.0.0.1', 80);
    yield* p.write(
      1,
      p.readFile('/proc/net/tcp').replaceAll(p.localAddress(fd).port.toString(16).toUpperCase(), 'PORT'),
    );
    return 0;
  });
  world.sim.advanceTo(10);
  const rows = run
    .output()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/).slice(1, 4).join(' '));
  expect(rows).toEqual([
    '0100007F:0050 00000000:0000 0A',
    '0100007F:PORT 0100007F:0050 01',
    '0100007F:0050 0100007F:PORT 01',
  ]);
});

it('1,000 requests leave no socket behind', () => {
  const world = createWorld();
  const pod = createPod(world, world.node2);
  start(
    world.node2,
    (p) =>
      serveHttp(p, p.listen('0.0.0.0', 80), function* () {
        return { body: 'ok' };
      }),
    pod,
  );
  start(world.node1, function* (p) {
    for (let i = 0; i < 1000; i++) {
      const fd = yield* p.connect(pod.ip, 80);
      yield* p.write(fd, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      yield* p.read(fd);
      p.close(fd);
    }
    return 0;
  });
  world.sim.advanceTo(100_000);
  expect(world.fabric.namespaceAt(pod.ip)?.endpoints.size).toBe(0);
  expect(world.node1.namespaces.net.endpoints.size).toBe(0);
  expect(world.sim.nextEventAt).toBeUndefined();
});
