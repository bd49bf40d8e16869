import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SysError, type ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { Namespaces } from '../machine.ts';
import { createFileTree } from './file-tree.ts';
import { KernelMountNamespace } from './mount-namespace.ts';
import { createPod, createWorld, start, type World } from './test-world.ts';
import { utf8Length } from '../../sim/utf8.ts';

/** What `body` prints when run as a process. */
function printed(
  body: (p: ProcessContext, print: (text: string) => void) => Task<void> | void,
  options: { readonly world?: World; readonly namespaces?: Namespaces; readonly uid?: number } = {},
): string[] {
  const world = options.world ?? createWorld();
  const lines: string[] = [];
  const run = start(
    world.node1,
    function* (p) {
      const task = body(p, (text) => lines.push(text));
      if (task !== undefined) yield* task;
      return 0;
    },
    options.namespaces,
    options.uid === undefined ? {} : { uid: options.uid },
  );
  world.sim.advanceTo(world.sim.now + 60_000);
  if (run.output() !== '') lines.push(run.output());
  return lines;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
  return 'ok';
}

describe('FileTree', () => {
  it('shares the lower layer and copies up only what is written', () => {
    const lower = createFileTree();
    lower.writeFile('/etc/conf', 'old');
    lower.writeFile('/etc/other', 'same');
    const upper = createFileTree(lower);
    const sibling = createFileTree(lower);
    upper.writeFile('/etc/conf', 'newer');
    upper.remove('/etc/other');
    expect(lower.readFile('/etc/conf')).toBe('old');
    expect(sibling.readFile('/etc/conf')).toBe('old');
    expect(upper.readFile('/etc/conf')).toBe('newer');
    expect(upper.readdir('/etc')).toEqual(['conf']);
    expect(sibling.readdir('/etc')).toEqual(['conf', 'other']);
    expect(upper.usage('/')).toBe(5);
    expect(sibling.usage('/')).toBe(0);
  });

  it('counts UTF-8 bytes', () => {
    const tree = createFileTree();
    tree.writeFile('/a', 'é漢😀');
    expect(tree.stat('/a')?.size).toBe(9);
  });

  it('counts as TextEncoder does, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });

  it('follows links, makes parents, tells listeners the real path', () => {
    const tree = createFileTree();
    const changes: string[] = [];
    const stop = tree.onChange((path) => changes.push(path));
    tree.mkdir('/run');
    tree.symlink('/run', '/var/run');
    tree.writeFile('/var/run/secrets/token', 'x');
    stop();
    tree.writeFile('/later', '');
    expect(tree.readFile('/run/secrets/token')).toBe('x');
    expect(changes).toEqual(['/run', '/var/run', '/run/secrets/token']);
  });
});

describe('paths', () => {
  it('resolves .., links and loops', () => {
    const lines = printed((p, print) => {
      p.mkdir('/a');
      p.mkdir('/a/b');
      p.writeFile('/a/file', 'text');
      p.symlink('../file', '/a/b/up');
      p.symlink('/a/b', '/short');
      p.symlink('loop', '/loop');
      print(p.readFile('/short/up'));
      print(p.readFile('/short/../file'));
      print(p.lstat('/short').target ?? '');
      print(p.stat('/short').type);
      p.chdir('/short');
      print(p.cwd);
      print(p.readFile('../file'));
      print(p.readdir('/../..').join(' '));
      for (const path of ['/loop', '/a/file/x', '/none', '/none/x', '', `/${'x'.repeat(256)}`])
        print(codeOf(() => p.stat(path)));
      print(codeOf(() => p.open('/a/file/')));
    });
    expect(lines).toEqual([
      'text',
      'text',
      '/a/b',
      'directory',
      '/a/b',
      'text',
      'a dev loop proc short sys',
      'ELOOP',
      'ENOTDIR',
      'ENOENT',
      'ENOENT',
      'ENOENT',
      'ENAMETOOLONG',
      'ENOTDIR',
    ]);
  });

  it('any path leads where a simple model says', () => {
    const name = fc.constantFrom('a', 'b', 'c', '.', '..', '');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (names) => {
        const tree = createFileTree();
        for (const path of ['/a/a/a', '/a/b/c', '/b/a/b', '/c/c/c', '/a/c/a', '/b/b/b']) tree.mkdir(path);
        const mounts = new KernelMountNamespace({ id: 'm', root: tree });
        const model: string[] = [];
        let missing = false;
        for (const step of names) {
          if (missing && step !== '' && step !== '.') return;
          if (step === '..') model.pop();
          else if (step !== '' && step !== '.') {
            model.push(step);
            missing = tree.stat(`/${model.join('/')}`) === undefined;
          }
        }
        const place = mounts.resolve(`/${names.join('/')}`, undefined, true);
        expect(place.path).toBe(`/${model.join('/')}`);
        expect(place.found === undefined).toBe(missing);
      }),
    );
  });

  it('never leaves the root or hangs, whatever the links', () => {
    const name = fc.constantFrom('a', 'b', 'c', '..', '.');
    const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(fc.array(fc.tuple(path, path, fc.boolean()), { maxLength: 8 }), path, (links, wanted) => {
        const tree = createFileTree();
        tree.mkdir('/a/b');
        for (const [at, target, fromRoot] of links)
          codeOf(() => tree.symlink(fromRoot ? `/${target}` : target, `/${at}`));
        const mounts = new KernelMountNamespace({ id: 'm', root: tree });
        const code = codeOf(() => {
          const place = mounts.resolve(`/${wanted}`, undefined, true);
          expect(place.path.startsWith('/')).toBe(true);
          expect(place.path.split('/')).not.toContain('..');
          expect(place.found?.kind).not.toBe('symlink');
        });
        expect(['ok', 'ENOENT', 'ENOTDIR', 'ELOOP']).toContain(code);
      }),
    );
  });
});

describe('files of processes', () => {
  it('appends, truncates, creates exclusively, reads in pieces', () => {
    const lines = printed(function* (p, print) {
      const fd = p.open('/log', { write: true, create: true });
      yield* p.write(fd, 'one\n');
      const again = p.open('/log', { append: true });
      yield* p.write(again, 'two\n');
      yield* p.write(fd, 'ONE\n');
      print(p.readFile('/log'));
      const reader = p.open('/log');
      print(yield* p.read(reader, 3));
      print(yield* p.read(reader));
      print(yield* p.read(reader));
      yield* p.write(again, 'more');
      print(yield* p.read(reader));
      print(codeOf(() => p.open('/log', { write: true, create: true, exclusive: true })));
      p.close(p.open('/log', { write: true, truncate: true }));
      print(String(p.stat('/log').size));
      print(codeOf(() => p.close(99)));
    });
    expect(lines).toEqual(['one\nONE\n', 'one', '\nONE\n', '', 'more', 'EEXIST', '0', 'EBADF']);
  });

  it('directory calls fail as Linux lets them fail', () => {
    const lines = printed((p, print) => {
      p.mkdir('/d');
      p.writeFile('/d/f', '');
      print(codeOf(() => p.mkdir('/d')));
      print(codeOf(() => p.mkdir('/x/y')));
      print(codeOf(() => p.rmdir('/d')));
      print(codeOf(() => p.rmdir('/d/f')));
      print(codeOf(() => p.unlink('/d')));
      print(codeOf(() => p.unlink('/nope')));
      print(codeOf(() => p.writeFile('/d', 'x')));
      print(codeOf(() => p.rename('/d', '/d/sub')));
      print(codeOf(() => p.rename('/d', '/proc/x')));
      p.rename('/d', '/e');
      p.rename('/e/f', '/g');
      p.rmdir('/e');
      print(p.readdir('/').join(' '));
    });
    expect(lines).toEqual([
      'EEXIST',
      'ENOENT',
      'ENOTEMPTY',
      'ENOTDIR',
      'EISDIR',
      'ENOENT',
      'EISDIR',
      'EINVAL',
      'EXDEV',
      'dev g proc sys',
    ]);
  });

  it('an unprivileged user meets EACCES and EPERM', () => {
    const world = createWorld();
    const { disk } = world.node1;
    disk.writeFile('/secret', 'x', 0o600);
    disk.writeFile('/open', 'x', 0o644);
    disk.mkdir('/locked', 0o700);
    disk.mkdir('/tmp', 0o1777);
    const lines = printed(
      (p, print) => {
        print(codeOf(() => p.readFile('/secret')));
        print(codeOf(() => p.readFile('/open')));
        print(codeOf(() => p.writeFile('/open', 'y')));
        print(codeOf(() => p.stat('/locked/x')));
        print(codeOf(() => p.mkdir('/new')));
        print(codeOf(() => p.chmod('/open', 0o777)));
        print(codeOf(() => p.writeFile('/tmp/mine', 'y')));
        print(codeOf(() => p.chmod('/tmp/mine', 0o600)));
        print(String(p.stat('/tmp/mine').uid));
        print(codeOf(() => p.chown('/tmp/mine', 0, 0)));
        print(codeOf(() => p.chown('/tmp/mine', 1000, p.gid)));
        print(codeOf(() => p.chown('/open', 1000, p.gid)));
      },
      { world, uid: 1000 },
    );
    expect(lines).toEqual([
      'EACCES',
      'ok',
      'EACCES',
      'EACCES',
      'EACCES',
      'EPERM',
      'ok',
      'ok',
      '1000',
      'EPERM',
      'ok',
      'EPERM',
    ]);
  });

  it('mounts hide, share and protect', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const { disk } = world.node1;
    disk.writeFile('/var/lib/volume/data', 'shared');
    disk.writeFile('/etc/hosts-of-pod', '127.0.0.1 localhost\n');
    pod.mnt.mount('/data', disk, '/var/lib/volume');
    pod.mnt.mount('/deep/er/ro', disk, '/var/lib/volume', { readOnly: true });
    pod.mnt.mount('/etc/hosts', disk, '/etc/hosts-of-pod');
    pod.mnt.mount('/dev/termination-log', disk, '/etc/hosts-of-pod');
    const lines = printed(
      (p, print) => {
        print(p.readdir('/').join(' '));
        print(p.readFile('/data/data'));
        p.writeFile('/data/new', 'from the container');
        print(p.readFile('/deep/er/ro/new'));
        print(codeOf(() => p.writeFile('/deep/er/ro/new', '')));
        print(codeOf(() => p.unlink('/data')));
        print(codeOf(() => p.rmdir('/data')));
        print(codeOf(() => p.unlink('/etc/hosts')));
        print(codeOf(() => p.rename('/data/new', '/elsewhere')));
        p.writeFile('/dev/termination-log', 'bye');
        print(p.readFile('/etc/hosts'));
        print(p.readFile('/proc/mounts').split('\n')[4]!);
      },
      { world, namespaces: pod },
    );
    expect(lines).toEqual([
      'data deep dev etc proc sys',
      'shared',
      'from the container',
      'EROFS',
      'EISDIR',
      'EBUSY',
      'EBUSY',
      'EXDEV',
      'bye',
      '/var/lib/volume /data ext4 rw,relatime 0 0',
    ]);
    expect(disk.readFile('/var/lib/volume/new')).toBe('from the container');
    pod.mnt.unmount('/data');
    expect(pod.mnt.mounts.map((mount) => mount.path)).not.toContain('/data');
  });

  it('a read-only root refuses writes but has its mount points', () => {
    const world = createWorld();
    const mnt = world.node1.createMountNamespace(createFileTree(), { readOnlyRoot: true });
    mnt.mount('/cache', world.node1.disk, '/');
    const lines = printed(
      (p, print) => {
        print(codeOf(() => p.writeFile('/x', '')));
        print(codeOf(() => p.writeFile('/cache/x', '')));
        print(codeOf(() => p.writeFile('/dev/null', 'x')));
      },
      { world, namespaces: { ...createPod(world, world.node1), mnt } },
    );
    expect(lines).toEqual(['EROFS', 'ok', 'ok']);
  });

  it('has the devices and /proc of a container', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const lines = printed(
      function* (p, print) {
        print(p.readdir('/dev').join(' '));
        print(p.readFile('/dev/null'));
        const zero = p.open('/dev/zero');
        print(JSON.stringify(yield* p.read(zero, 2)));
        const random = p.open('/dev/urandom');
        print(String((yield* p.read(random, 5)).length));
        print(codeOf(() => p.open('/dev/tty')));
        print(codeOf(() => p.writeFile('/dev/full', 'x')));
        print(p.readFile('/proc/self/cmdline'));
        print(p.readFile('/proc/1/environ'));
        print(p.readFile('/proc/1/status').split('\n').slice(0, 5).join(' '));
        print(p.lstat('/proc/self').target ?? '');
        print(p.readFile('/sys/fs/cgroup/memory.max'));
        print(codeOf(() => p.stat('/proc/77')));
        print(p.lstat('/proc/self/fd/1').type);
        p.writeFile('/dev/stdout', 'through the link\n');
      },
      { world, namespaces: pod },
    );
    expect(lines).toEqual([
      'fd full null pts random stderr stdin stdout tty urandom zero',
      '',
      '"\\u0000\\u0000"',
      '5',
      'ENXIO',
      'ENOSPC',
      'program\0',
      'PATH=/bin\0',
      'Name:\tprogram State:\tR (running) Tgid:\t1 Pid:\t1 PPid:\t0',
      '1',
      'max\n',
      'ENOENT',
      'symlink',
      'through the link\n',
    ]);
  });

  it('a slow disk makes reads and writes wait', () => {
    const world = createWorld();
    world.node1.diskDelay = (characters) => characters / 10;
    const lines = printed(
      function* (p, print) {
        const began = p.now();
        const fd = p.open('/slow', { write: true, read: true, create: true });
        yield* p.write(fd, 'x'.repeat(1000));
        print(String(p.now() - began));
      },
      { world },
    );
    expect(lines).toEqual(['100']);
  });
});
