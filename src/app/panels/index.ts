import type { ComponentType } from 'react';
import { Picture } from '../canvas/picture.tsx';
import { Editor } from '../editor/editor.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { Terminals } from '../terminal/terminals.tsx';

interface Panel {
  /** Also its name in the translations. */
  readonly id: 'picture' | 'inspector' | 'editor' | 'terminal';
  readonly Content: ComponentType;
}

/** The panels of the page, one line each. No panel knows another. */
export const panels = [
  { id: 'picture', Content: Picture },
  { id: 'inspector', Content: Inspector },
  { id: 'editor', Content: Editor },
  { id: 'terminal', Content: Terminals },
] as const satisfies readonly Panel[];

export type PanelId = Panel['id'];
