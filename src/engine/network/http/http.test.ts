import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld, start } from '../../runtime/kernel/test-world.ts';
import { Simulation } from '../../sim/simulation.ts';
import { startTask, type Task } from '../../sim/task.ts';
import { HttpError, HttpReader, httpRequest, parseUrl, serveHttp, type HttpStream } from '../http.ts';

/** A stream that gives these pieces and takes whatever is written. */
function streamOf(pieces: readonly string[]): HttpStream {
  const left = pieces.filter((piece) => piece !== '');
  return {
    *read() {
      return left.shift() ?? '';
    },
    *write() {},
    close() {},
  };
}

function outcome<T>(task: Task<T>): T | HttpError {
  const sim = new Simulation(1, 0);
  let result: T | HttpError | undefined;
  startTask(
    sim,
    task,
    (value) => (result = value),
    (error) => {
      if (!(error instanceof HttpError)) throw error;
      result = error;
    },
  );
  sim.advanceTo(0);
  return result!;
}

describe('parsing', () => {
  it('reads a response by its length in bytes, whatever the pieces', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX-A:  b \r\n\r\né漢😀rest';
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        // A stream of this network never splits a character.
        if (pieces.some((piece) => /[\ud800-\udbff]$/.test(piece))) return;
        const response = outcome(new HttpReader(streamOf(pieces)).response('GET'));
        expect(response).toMatchObject({ status: 200, reason: 'OK', body: 'é漢😀' });
        expect(response).toHaveProperty('headers', [
          ['Content-Length', '9'],
          ['X-A', 'b'],
        ]);
      }),
    );
  });

  it.each([
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6;x=y\r\npedia \r\n0\r\nTrailer: x\r\n\r\n',
      'Wikipedia ',
    ],
    ['until the end', 'HTTP/1.0 200 OK\n\nall of it', 'all of it'],
    ['after 100 Continue', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'x'],
    ['no body with 204', 'HTTP/1.1 204 No Content\r\n\r\nrest', ''],
  ])('reads a body: %s', (_name, text, body) => {
    expect(outcome(new HttpReader(streamOf([text])).response('GET'))).toMatchObject({ body });
  });

  it.each([
    ['', 'empty'],
    ['SSH-2.0-OpenSSH_8.4\r\n\r\n', 'malformed'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc', 'incomplete'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n', 'malformed'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n', 'malformed'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'malformed'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'malformed'],
    ['HTTP/1.1 200', 'malformed'],
    [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(20_000)}\r\n`, 'too-large'],
  ])('refuses %j as %s', (text, kind) => {
    expect(outcome(new HttpReader(streamOf([text])).response('GET'))).toMatchObject({ kind });
  });

  it('never fails but by an HttpError, whatever comes', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'GET / HTTP/1.1\r\n',
        'Content-Length: 3\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\r\n',
        '3\r\nabc\r\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        outcome(new HttpReader(streamOf(pieces)).request());
        outcome(new HttpReader(streamOf(pieces)).response('GET'));
      }),
    );
  });

  it.each([
    ['http://a', 'a', 80, '/', 'a'],
    ['http://a:8080/x?y=1#z', 'a', 8080, '/x?y=1', 'a:8080'],
    ['http://[::1]:80', '::1', 80, '/', '[::1]'],
    ['http://u:p@10.0.0.1?q', '10.0.0.1', 80, '/?q', '10.0.0.1'],
  ])('URL %s', (text, host, port, target, authority) => {
    expect(parseUrl(text)).toMatchObject({ host, port, target, authority });
  });

  it.each(['a', 'http://', 'http://a:99999', 'http://a b/', 'http:/a'])('not a URL: %s', (text) => {
    expect(() => parseUrl(text)).toThrow(HttpError);
  });
});

describe('client and server', () => {
  it('exchange messages, several connections at a time', () => {
    const { sim, node1 } = createWorld();
    start(node1, (p) =>
      serveHttp(p, p.listen('0.0.0.0', 80), function* (request, { remote }) {
        if (request.target === '/slow') yield* p.sleep(1000);
        if (request.target === '/stream')
          return {
            stream: function* (write) {
              yield* write('a');
              yield* p.sleep(10);
              yield* write('b');
            },
          };
        return { status: 201, headers: [['X-Peer', remote.address]], body: `${request.method} ${request.body}` };
      }),
    );
    const get = (url: string, body?: string) =>
      start(node1, function* (p) {
        const response = yield* httpRequest(p, {
          url,
          timeout: 5000,
          ...(body === undefined ? {} : { method: 'POST', body }),
        });
        yield* p.write(1, `${response.status} ${response.body} at ${Math.round(sim.now)}`);
        return 0;
      });
    const slow = get('http://127.0.0.1/slow');
    const fast = get('http://localhost/', 'é');
    const stream = get('http://127.0.0.1/stream');
    sim.advanceTo(5000);
    expect(fast.output()).toBe('201 POST é at 0');
    expect(stream.output()).toBe('200 ab at 10');
    expect(slow.output()).toBe('201 GET  at 1000');
  });

  it('a time-out ends the wait for a server that says nothing', () => {
    const { sim, node1 } = createWorld();
    start(node1, function* (p) {
      const fd = p.listen('0.0.0.0', 80);
      for (;;) yield* p.accept(fd);
    });
    const run = start(node1, function* (p) {
      yield* httpRequest(p, { url: 'http://127.0.0.1/', timeout: 1000 });
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.endedAt()).toBe(1000);
    expect(run.output()).toBe('program: Connection timed out\n');
  });

  it('nonsense gets 400 and the server lives on', () => {
    const { sim, node1 } = createWorld();
    start(node1, (p) =>
      serveHttp(p, p.listen('0.0.0.0', 80), function* () {
        return {};
      }),
    );
    const run = start(node1, function* (p) {
      for (const text of ['nonsense\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n']) {
        const fd = yield* p.connect('127.0.0.1', 80);
        yield* p.write(fd, text);
        yield* p.write(1, `${(yield* p.read(fd)).split('\r\n', 1)[0]} ${JSON.stringify(yield* p.read(fd))}\n`);
      }
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.output()).toBe('HTTP/1.1 400 Bad Request ""\nHTTP/1.1 200 OK ""\n');
  });

  it('keeps a connection for the next request', () => {
    const { sim, node1 } = createWorld();
    start(node1, (p) =>
      serveHttp(p, p.listen('0.0.0.0', 80), function* ({ target }) {
        return { body: target };
      }),
    );
    const run = start(node1, function* (p) {
      const fd = yield* p.connect('127.0.0.1', 80);
      yield* p.write(fd, 'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      let all = '';
      for (let text = yield* p.read(fd); text !== ''; text = yield* p.read(fd)) all += text;
      yield* p.write(1, all.replaceAll(/^Date: .*\r\n/gm, ''));
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.output()).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/aHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/b',
    );
  });
});
