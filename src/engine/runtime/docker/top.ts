import { table } from '../tools/table.ts';
import { daemonError, type DockerCommand } from './command.ts';
import { findContainer, missingInDaemon } from './view.ts';

export const top: DockerCommand = {
  name: 'top',
  aliases: ['container top'],
  usage: 'top CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  flags: [],
  args: { min: 1 },
  interspersed: false,
  *run(p, runtime, flags) {
    const [name = '', ...options] = flags.positional;
    const container = findContainer(runtime, name, missingInDaemon);
    if (container.state !== 'running') throw daemonError(`Container ${container.id} is not running`);
    if (options.length > 0 && options.join(' ') !== '-ef') {
      throw daemonError(`ps options other than -ef are not simulated: ${options.join(' ')}`);
    }
    const cgroup = container.container?.cgroup ?? container.sandbox.cgroup;
    const rows = runtime.machine
      .processes()
      .filter((process) => process.namespaces.cgroup === cgroup && process.exit === undefined)
      .sort((a, b) => a.pid - b.pid)
      .map((process) => {
        const uid = container.container === undefined ? 65535 : container.container.settings.uid;
        return [
          uid === 0 ? 'root' : String(uid),
          String(process.pid),
          String(process.parent?.pid ?? 1),
          '0',
          new Date(process.startedAt).toISOString().slice(11, 16),
          '?',
          '00:00:00',
          process.argv.join(' '),
        ];
      });
    const header = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'];
    yield* p.write(1, table([header, ...rows], { minimum: 20, padding: 3 }));
    return 0;
  },
};
