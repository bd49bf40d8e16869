import type * as kubectl from '../kubectl/index.ts';
import type { Completer } from '../shell/index.ts';
import type { Program } from '../engine/sim/process.ts';

/** The kubectl room, which a cluster boots without: on the page it loads after the first picture. */
export type KubectlRoom = Pick<typeof kubectl, 'createKubectl' | 'kubectlCompleter'>;

/** kubectl for a workstation, made at its first call. */
export function lateKubectl(
  room: () => KubectlRoom,
  release: '1.20' | '1.36',
): { readonly program: Program; readonly completer: Completer } {
  let program: Program | undefined;
  let completer: Completer | undefined;
  return {
    program: (p) => (program ??= room().createKubectl({ release }))(p),
    completer: (...words) => (completer ??= room().kubectlCompleter({ release }))(...words),
  };
}
