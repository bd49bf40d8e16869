import { RuntimeError } from '../cri.ts';
import { exitCodeOf, joinSession } from '../tools/session.ts';
import { daemonError, DockerError, type DockerCommand } from './command.ts';
import { findContainer } from './view.ts';

export const exec: DockerCommand = {
  name: 'exec',
  aliases: ['container exec'],
  usage: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Run a command in a running container',
  flags: [
    { name: 'detach', short: 'd', type: 'bool', usage: 'Detached mode: run command in the background' },
    { name: 'interactive', short: 'i', type: 'bool', usage: 'Keep STDIN open even if not attached' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Allocate a pseudo-TTY' },
  ],
  args: { min: 2 },
  interspersed: false,
  *run(p, runtime, flags) {
    const [name = '', ...argv] = flags.positional;
    const container = findContainer(runtime, name);
    if (container.state !== 'running') throw daemonError(`Container ${container.id} is not running`);
    if (container.container === undefined) {
      // The pause image holds nothing but /pause.
      const text = `OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: ${JSON.stringify(argv[0])}: ${(argv[0] ?? '').includes('/') ? `stat ${argv[0] ?? ''}: no such file or directory` : 'executable file not found in $PATH'}: unknown\r\n`;
      yield* p.write(1, text);
      return 126;
    }
    const tty = flags.bool('tty');
    const stdin = flags.bool('interactive');
    if (tty && stdin && p.terminal(0) === undefined) throw new DockerError('the input device is not a TTY');
    try {
      const session = runtime.exec(container.id, argv, { tty, stdin });
      if (flags.bool('detach')) return 0;
      const status = yield* joinSession(p, session, { stdin, tty });
      return exitCodeOf(status) ?? 126;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      throw daemonError(error.message);
    }
  },
};
