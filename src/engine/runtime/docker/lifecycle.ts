import { signalNumbers, type Signal } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { block } from '../../sim/task.ts';
import type { NodeRuntime } from '../runtime.ts';
import { daemonError, forEachArgument, type DockerCommand } from './command.ts';
import { findContainer, missingInDaemon, type DockerContainer } from './view.ts';

function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase();
  for (const [signal, number] of Object.entries(signalNumbers)) {
    if (signal === name || signal === `SIG${name}` || String(number) === text) return signal as Signal;
  }
  return undefined;
}

function processOf(container: DockerContainer): { onExit(listener: () => void): void } | undefined {
  return container.container === undefined ? container.sandbox.process : container.container.process;
}

/** Waits until the container's process is gone, at most `limit` ms; whether it is. */
function* ended(
  runtime: NodeRuntime,
  container: DockerContainer,
  limit: number,
  after: (ms: number) => Task<void>,
): Task<boolean> {
  const process = processOf(container);
  if (process === undefined) return true;
  let gone = false;
  process.onExit(() => (gone = true));
  const step = 50;
  for (let waited = 0; !gone && waited < limit && runtime.machine.powered; waited += step)
    yield* after(Math.min(step, limit - waited));
  return gone || processOf(container) === undefined;
}

function* stop(
  runtime: NodeRuntime,
  container: DockerContainer,
  seconds: number,
  after: (ms: number) => Task<void>,
): Task<void> {
  if (container.container !== undefined) {
    yield* runtime.stopContainer(container.id, seconds);
    return;
  }
  runtime.kill(container.id, 'SIGTERM');
  if (yield* ended(runtime, container, seconds * 1000, after)) return;
  runtime.kill(container.id, 'SIGKILL');
  yield* ended(runtime, container, 10_000, after);
}

export const kill: DockerCommand = {
  name: 'kill',
  aliases: ['container kill'],
  usage: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill one or more running containers',
  flags: [
    {
      name: 'signal',
      short: 's',
      type: 'string',
      default: 'KILL',
      usage: 'Signal to send to the container (default "KILL")',
    },
  ],
  args: { min: 1 },
  *run(p, runtime, flags) {
    const text = flags.text('signal') ?? 'KILL';
    return yield* forEachArgument(p, flags.positional, function* (name): Task<string> {
      const signal = signalOf(text);
      if (signal === undefined) throw daemonError(`Invalid signal: ${text}`);
      const container = findContainer(runtime, name, (wanted) =>
        daemonError(`Cannot kill container: ${wanted}: No such container: ${wanted}`),
      );
      if (!runtime.kill(container.id, signal)) {
        throw daemonError(`Cannot kill container: ${name}: Container ${container.id} is not running`);
      }
      if (signal === 'SIGKILL') yield* ended(runtime, container, 10_000, (ms) => p.sleep(ms));
      return name;
    });
  },
};

export const stopCommand: DockerCommand = {
  name: 'stop',
  aliases: ['container stop'],
  usage: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop one or more running containers',
  flags: [
    {
      name: 'time',
      short: 't',
      type: 'int',
      default: '10',
      usage: 'Seconds to wait for stop before killing it (default 10)',
    },
  ],
  args: { min: 1 },
  *run(p, runtime, flags) {
    return yield* forEachArgument(p, flags.positional, function* (name): Task<string> {
      const container = findContainer(runtime, name, missingInDaemon);
      yield* stop(runtime, container, flags.int('time') ?? 10, (ms) => p.sleep(ms));
      return name;
    });
  },
};

export const rm: DockerCommand = {
  name: 'rm',
  aliases: ['container rm'],
  usage: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  flags: [
    { name: 'force', short: 'f', type: 'bool', usage: 'Force the removal of a running container (uses SIGKILL)' },
    { name: 'volumes', short: 'v', type: 'bool', usage: 'Remove anonymous volumes associated with the container' },
  ],
  args: { min: 1 },
  *run(p, runtime, flags) {
    return yield* forEachArgument(p, flags.positional, function* (name): Task<string> {
      const container = findContainer(runtime, name);
      if (container.state === 'running') {
        if (!flags.bool('force')) {
          throw daemonError(
            `You cannot remove a running container ${container.id}. Stop the container before attempting removal or force remove`,
          );
        }
        runtime.kill(container.id, 'SIGKILL');
        yield* ended(runtime, container, 10_000, (ms) => p.sleep(ms));
      }
      // A sandbox's record stays with the dockershim's checkpoint until the kubelet removes it.
      if (container.container !== undefined) runtime.removeContainer(container.id);
      return name;
    });
  },
};

export const wait: DockerCommand = {
  name: 'wait',
  aliases: ['container wait'],
  usage: 'wait CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  flags: [],
  args: { min: 1 },
  *run(p, runtime, flags) {
    return yield* forEachArgument(p, flags.positional, function* (name): Task<string> {
      const container = findContainer(runtime, name, missingInDaemon);
      const process = processOf(container);
      if (process !== undefined) {
        yield* block<void>((resume) => {
          process.onExit(() => resume());
          return () => {};
        });
      }
      return String(findContainer(runtime, container.id).exitCode);
    });
  },
};
