import { isStatusError, type StatusError } from '../../../engine/api/status.ts';
import { quote } from '../../go/quote.ts';
import type { Info } from '../../resource-builder/info.ts';

export type EditMode = 'normal' | 'create' | 'last-applied';

/** Why a file is opened again. */
export interface EditReason {
  readonly head: string;
  readonly other: readonly string[];
}

const headers: Readonly<Record<'object' | 'last-applied', string>> = {
  object: `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`,
  'last-applied': `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`,
};

/** The comment above what is edited (editoptions.go editHeader). */
export function headerText(mode: EditMode, reasons: readonly EditReason[]): string {
  const lines = reasons.map(
    ({ head, other }) =>
      `# ${commented(head)}${other.length > 0 ? ':' : ''}\n${other.map((one) => `# * ${commented(one)}\n`).join('')}#\n`,
  );
  return headers[mode === 'last-applied' ? 'last-applied' : 'object'] + lines.join('');
}

/** Every line a comment of its own. */
function commented(text: string): string {
  return text.replace(/\n(?=[^#])/g, '\n# ');
}

/** The object's resource as messages name it: `deployments.apps`. */
export function resourceWord({ mapping }: Info): string {
  return mapping.group === '' ? mapping.name : `${mapping.name}.${mapping.group}`;
}

/** What an invalid object is reopened with. */
export function invalidReason(error: StatusError, info: Info): EditReason {
  return {
    head: `${resourceWord(info)} ${quote(info.name)} was not valid`,
    other: (error.status.details?.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`),
  };
}

export function isInvalid(error: unknown): error is StatusError {
  return isStatusError(error, 'Invalid');
}

/** The text without its comment lines (cmdutil.ManualStrip). */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n');
}
