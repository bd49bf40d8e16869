import type { CrictlCommand } from './command.ts';

export const version: CrictlCommand = {
  name: 'version',
  usage: 'Display runtime version information',
  argsUsage: '[command options]',
  flags: [],
  *run(p, runtime) {
    yield* p.write(
      1,
      `Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v${runtime.version}\nRuntimeApiVersion:  v1\n`,
    );
    return 0;
  },
};
