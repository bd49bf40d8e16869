import type { DockerCommand } from './command.ts';

export const version: DockerCommand = {
  name: 'version',
  usage: 'version [OPTIONS]',
  short: 'Show the Docker version information',
  flags: [],
  args: { min: 0, max: 0 },
  *run(p, runtime) {
    const part = (title: string, indent: string): string =>
      `${title}\n` +
      `${indent}Version:           ${runtime.version}\n` +
      `${indent}API version:       1.41\n` +
      `${indent}Go version:        go1.16.6\n` +
      `${indent}OS/Arch:           linux/amd64\n`;
    yield* p.write(
      1,
      `${part('Client: Docker Engine - Community', ' ')}\n${part('Server: Docker Engine - Community\n Engine:', '  ')}`,
    );
    return 0;
  },
};
