import { CrictlError, during, findContainer, findSandbox, ShowHelp, type CrictlCommand } from './command.ts';

const errIDEmpty = 'ID cannot be empty';

export const stop: CrictlCommand = {
  name: 'stop',
  usage: 'Stop one or more running containers',
  argsUsage: '[command options] CONTAINER-ID [CONTAINER-ID...]',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Stop all running containers' },
    {
      name: 'timeout',
      short: 't',
      type: 'int',
      default: '0',
      usage: 'Seconds to wait to kill the container after a graceful stop is requested (default: 0)',
    },
  ],
  *run(p, runtime, flags) {
    let ids = flags.positional;
    if (flags.bool('all')) {
      if (ids.length > 0) throw new CrictlError('cannot specify CONTAINER-ID(s) when using --all');
      ids = [...runtime.containerRecords.values()]
        .filter((container) => container.running)
        .map((container) => container.id);
      if (ids.length === 0) yield* p.write(1, 'No running containers found.\n');
    } else if (ids.length === 0) throw new CrictlError('you must specify at least one CONTAINER-ID or use --all');
    for (const id of ids) {
      const container = during(`stopping the container ${JSON.stringify(id)}`, () => findContainer(runtime, id));
      yield* runtime.stopContainer(container.id, flags.int('timeout') ?? 0);
      yield* p.write(1, `${id}\n`);
    }
    return 0;
  },
};

export const rm: CrictlCommand = {
  name: 'rm',
  usage: 'Remove one or more containers',
  argsUsage: '[command options] CONTAINER-ID [CONTAINER-ID...]',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Remove all containers' },
    { name: 'force', short: 'f', type: 'bool', usage: 'Force removal of the container, disregarding if running' },
  ],
  *run(p, runtime, flags) {
    const ids = flags.bool('all') ? [...runtime.containerRecords.keys()] : flags.positional;
    if (ids.length === 0) {
      if (!flags.bool('all')) throw new ShowHelp();
      return 0;
    }
    const errors: string[] = [];
    for (const id of ids) {
      try {
        const container = during(`getting container status ${JSON.stringify(id)}`, () => findContainer(runtime, id));
        if (container.running) {
          if (!flags.bool('force')) {
            throw new CrictlError(`container ${JSON.stringify(id)} is running, please stop it first`);
          }
          yield* runtime.stopContainer(container.id, 0);
          yield* p.write(1, `${id}\n`);
        }
        runtime.removeContainer(container.id);
        yield* p.write(1, `${id}\n`);
      } catch (error) {
        if (!(error instanceof CrictlError)) throw error;
        errors.push(error.message);
      }
    }
    if (errors.length > 0) throw new CrictlError(errors.join('\n'));
    return 0;
  },
};

export const stopp: CrictlCommand = {
  name: 'stopp',
  usage: 'Stop one or more running pods',
  argsUsage: '[command options] POD-ID [POD-ID...]',
  flags: [],
  *run(p, runtime, flags) {
    if (flags.positional.length === 0) throw new ShowHelp();
    for (const id of flags.positional) {
      if (id === '') throw new CrictlError(`stopping the pod sandbox "": ${errIDEmpty}`);
      const sandbox = during(`stopping the pod sandbox ${JSON.stringify(id)}`, () => findSandbox(runtime, id));
      yield* runtime.stopPodSandbox(sandbox.id);
      yield* p.write(1, `Stopped sandbox ${id}\n`);
    }
    return 0;
  },
};

export const rmp: CrictlCommand = {
  name: 'rmp',
  usage: 'Remove one or more pods',
  argsUsage: '[command options] POD-ID [POD-ID...]',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Remove all pods' },
    { name: 'force', short: 'f', type: 'bool', usage: 'Force removal of the pod sandbox, disregarding if running' },
  ],
  *run(p, runtime, flags) {
    const ids = flags.bool('all') ? [...runtime.sandboxRecords.keys()] : flags.positional;
    if (ids.length === 0) throw new ShowHelp();
    for (const id of ids) {
      const sandbox = during(`getting sandbox status of pod ${JSON.stringify(id)}`, () => findSandbox(runtime, id));
      if (sandbox.state === 'ready') {
        if (!flags.bool('force')) {
          throw new CrictlError(`pod sandbox ${JSON.stringify(id)} is running, please stop it first`);
        }
        yield* runtime.stopPodSandbox(sandbox.id);
        yield* p.write(1, `Stopped sandbox ${id}\n`);
      }
      runtime.removePodSandbox(sandbox.id);
      yield* p.write(1, `Removed sandbox ${id}\n`);
    }
    return 0;
  },
};
