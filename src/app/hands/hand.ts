import type { Deed } from '../../session/protocol.ts';
import type { Messages } from '../i18n/en.ts';
import { input } from '../store/session.ts';

type DeedName = keyof Messages['hands']['deed'];
type SaidName = keyof Messages['hands']['says'];

/** One thing that hands can do: the button's words, and what it stands for on a real machine. */
export interface Hand {
  readonly id: DeedName;
  /** For the words: the name of a container. */
  readonly name?: string;
  /** The command that does the same; else `says` tells it in words. */
  readonly command?: string;
  /** On a real machine: the machines here do not have that program. */
  readonly real?: boolean;
  readonly says?: SaidName;
  /** A state that is on or off. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** Known to Kubernetes alone, so that it works with a real cluster as well. */
  readonly api?: boolean;
  readonly act: () => void;
}

export const deed =
  (one: Deed): (() => void) =>
  () =>
    void input({ kind: 'deed', deed: one });
