import type { Program } from '../engine/sim/process.ts';
import { applets } from './coreutils/index.ts';
import { createShell } from './create-shell.ts';

export { applets, createShell };

/** GNU bash without completers: for images and scripts. */
export const bash: Program = createShell({ flavour: 'bash' });
/** BusyBox's ash. */
export const ash: Program = createShell({ flavour: 'ash' });
