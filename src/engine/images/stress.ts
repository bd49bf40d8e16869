import type { ProcessContext, Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { alpine314 } from './rootfs.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { sleepForever } from './waits.ts';

interface Options {
  cpu: number;
  io: number;
  vm: number;
  vmBytes: number;
  /** Seconds a worker holds its memory before it allocates anew; 0 is for ever, undefined not at all. */
  vmHang: number | undefined;
  hdd: number;
  /** Seconds. */
  timeout: number;
  verbose: boolean;
}

const units: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };

function size(text: string): number | undefined {
  const match = /^(\d+)([BKMG]?)$/i.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[(match[2] ?? '').toUpperCase()] ?? 1);
}

function time(text: string): number | undefined {
  const match = /^(\d+)([smhdy]?)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (seconds[match[2] ?? ''] ?? 1);
}

const usage = `\`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -?, --help         show this help statement
     --version      show version statement
 -v, --verbose      be verbose
 -q, --quiet        be quiet
 -n, --dry-run      show what would have been done
 -t, --timeout N    timeout after N seconds
     --backoff N    wait factor of N microseconds before work starts
 -c, --cpu N        spawn N workers spinning on sqrt()
 -i, --io N         spawn N workers spinning on sync()
 -m, --vm N         spawn N workers spinning on malloc()/free()
     --vm-bytes B   malloc B bytes per vm worker (default is 256MB)
     --vm-stride B  touch a byte every B bytes (default is 4096)
     --vm-hang N    sleep N secs before free (default none, 0 is inf)
     --vm-keep      redirty memory instead of freeing and reallocating
 -d, --hdd N        spawn N workers spinning on write()/unlink()
     --hdd-bytes B  write B bytes per hdd worker (default is 1GB)

Example: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s

Note: Numbers may be suffixed with s,m,h,d,y (time) or B,K,M,G (size).
`;

function parse(args: readonly string[]): Options | string {
  const options: Options = {
    cpu: 0,
    io: 0,
    vm: 0,
    vmBytes: 256 * 1024 ** 2,
    vmHang: undefined,
    hdd: 0,
    timeout: 0,
    verbose: false,
  };
  const numbers: Readonly<Record<string, (value: number) => void>> = {
    '--cpu': (n) => (options.cpu = n),
    '-c': (n) => (options.cpu = n),
    '--io': (n) => (options.io = n),
    '-i': (n) => (options.io = n),
    '--vm': (n) => (options.vm = n),
    '-m': (n) => (options.vm = n),
    '--hdd': (n) => (options.hdd = n),
    '-d': (n) => (options.hdd = n),
    '--backoff': () => {},
  };
  for (let at = 0; at < args.length; at++) {
    const name = args[at] ?? '';
    if (name === '-v' || name === '--verbose') options.verbose = true;
    else if (name === '-q' || name === '--quiet' || name === '--vm-keep') continue;
    else {
      const value = args[++at];
      if (value === undefined) return `missing argument to option '${name}'`;
      const set = numbers[name];
      const bytes = size(value);
      const span = time(value);
      if (set !== undefined && /^\d+$/.test(value)) set(Number(value));
      else if (name === '--vm-bytes' && bytes !== undefined) options.vmBytes = bytes;
      else if ((name === '--vm-stride' || name === '--hdd-bytes') && bytes !== undefined) continue;
      else if (name === '--vm-hang' && span !== undefined) options.vmHang = span;
      else if ((name === '-t' || name === '--timeout') && span !== undefined) options.timeout = span;
      else if (
        set !== undefined ||
        name.startsWith('--vm') ||
        name.startsWith('--hdd') ||
        name === '-t' ||
        name === '--timeout'
      )
        return `invalid number: ${value}`;
      else return `unrecognized option: ${name}`;
    }
  }
  return options;
}

/** stress 1.0.4: forks its workers and waits; a worker that fails takes everything down. */
const stress: Program = function* stress(p) {
  const line = (level: string, text: string): string => `stress: ${level}: [${p.pid}] ${text}\n`;
  const args = p.argv.slice(1);
  if (args.length === 0 || args.includes('--help') || args.includes('-?')) {
    yield* p.write(1, usage);
    return args.length === 0 ? 1 : 0;
  }
  if (args.includes('--version')) {
    yield* p.write(1, 'stress 1.0.4\n');
    return 0;
  }
  const options = parse(args);
  if (typeof options === 'string') {
    yield* p.write(2, line('FAIL', `(244) ${options}`));
    return 1;
  }
  const { cpu, io, vm, hdd } = options;
  yield* p.write(1, line('info', `dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, ${hdd} hdd`));
  const start = p.now();
  const workers = new Set<number>();
  const fork = (count: number, program: Program): void => {
    for (let i = 0; i < count; i++) workers.add(p.spawn({ argv: p.argv, program }));
  };
  fork(cpu, hogCpu);
  fork(io, hogIo);
  fork(hdd, hogIo);
  fork(vm, (worker) => hogMemory(worker, options));
  if (options.timeout > 0) {
    const all = [...workers];
    p.thread(
      (function* () {
        yield* p.sleep(options.timeout * 1000);
        for (const pid of all) if (workers.has(pid)) p.kill(pid, 'SIGALRM');
      })(),
    );
  }
  let failed = false;
  while (workers.size > 0) {
    const { pid, status } = yield* p.wait(-1);
    workers.delete(pid);
    if (status.signal === 'SIGALRM' || (status.signal === undefined && status.code === 0)) continue;
    if (failed) continue;
    failed = true;
    yield* p.write(
      1,
      status.signal === undefined
        ? line('FAIL', `(415) <-- worker ${pid} returned error ${status.code}`)
        : line('FAIL', `(415) <-- worker ${pid} got signal ${status.code - 128}`),
    );
    yield* p.write(1, line('WARN', '(417) now reaping child worker processes'));
    for (const other of workers) p.kill(other, 'SIGUSR1');
  }
  const duration = Math.trunc((p.now() - start) / 1000);
  yield* p.write(
    1,
    failed
      ? line('FAIL', `(451) failed run completed in ${duration}s`)
      : line('info', `successful run completed in ${duration}s`),
  );
  return failed ? 1 : 0;
};

function* hogCpu(p: ProcessContext): Task<number> {
  for (;;) yield* p.cpu(1000);
}

function* hogIo(p: ProcessContext): Task<number> {
  for (;;) {
    yield* p.cpu(20);
    yield* p.sleep(180);
  }
}

/** Touches its memory page by page, so that usage grows over a moment rather than at once. */
function* hogMemory(p: ProcessContext, { vmBytes, vmHang }: Options): Task<number> {
  const steps = 16;
  for (;;) {
    for (let step = 0; step < steps; step++) {
      yield* p.cpu(vmBytes / steps / 2e6);
      p.allocate(Math.round(vmBytes / steps));
    }
    if (vmHang === 0) yield* sleepForever();
    if (vmHang !== undefined) yield* p.sleep(vmHang * 1000);
    else yield* p.cpu(vmBytes / 1e6);
    p.allocate(-Math.round(vmBytes / steps) * steps);
  }
}

export const stressImage: ImageDefinition = {
  repository: 'docker.io/polinux/stress',
  tags: ['latest', '1.0.4'],
  layers: [alpine314.layer, layer('stress', 1.3)],
  cmd: ['stress'],
  env: { PATH: defaultPath },
  created: Date.UTC(2019, 5, 3),
  files: (tree) => {
    alpine314.files(tree);
    tree.writeProgram('/usr/local/bin/stress', stress);
  },
};
