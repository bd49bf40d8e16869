import type { Program } from '../engine/sim/process.ts';
import { createShell } from './create-shell.ts';
import { appletProgram } from './coreutils/applet.ts';
import { oldNslookup } from './coreutils/dns/nslookup.ts';

export { createShell, type ShellOptions, type ShellPrograms } from './create-shell.ts';
export { applets, appletsOf, busyboxApplets } from './coreutils/index.ts';
export type { Completer } from './readline/completion.ts';

/** GNU bash without completers: for images and scripts. */
export const bash: Program = createShell({ flavour: 'bash' }).program;
/** BusyBox's ash. */
export const ash: Program = createShell({ flavour: 'ash' }).program;
/** bash on a terminal. */
export const interactiveShell: Program = createShell({ flavour: 'bash' }).interactive;
/** nslookup of BusyBox 1.28, which goes by the search list. */
export const busybox128Nslookup: Program = appletProgram('nslookup', oldNslookup, 'busybox');
