import { echoText } from '../escapes.ts';
import type { Builtin } from './builtin.ts';

export const echo: Builtin = {
  *run(shell, args) {
    yield* shell.out(echoText(args));
    return 0;
  },
};
