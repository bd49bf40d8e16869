import type { ProcessContext } from '../../../engine/sim/process.ts';
import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';

export interface Edited {
  readonly path: string;
  readonly text: string;
}

/** Puts a text into a temporary file and waits for the person's editor (cmd/util/editor/editor.go LaunchTempFile). */
export function* launchEditor(p: ProcessContext, suffix: string, text: string): Task<Edited> {
  const path = `/tmp/kubectl-edit-${Math.floor(p.random() * 4_294_967_296)}${suffix}`;
  p.writeFile(path, text, { mode: 0o600 });
  const { argv, shown } = editorCommand(p.env, path);
  let code: number;
  try {
    const pid = p.spawn({ argv });
    const { status } = yield* p.wait(pid);
    code = status.signal === undefined ? status.code : 128;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const missing = `unable to launch the editor ${quote(shown)}`;
    throw new CommandError(missing);
  }
  if (code !== 0) throw new CommandError(`there was a problem with the editor ${quote(shown)}`);
  return { path, text: p.readFile(path) };
}

/** $KUBE_EDITOR, $EDITOR or vi; one that holds quotes is left to the shell. */
function editorCommand(
  env: Readonly<Record<string, string>>,
  path: string,
): { readonly argv: readonly string[]; readonly shown: string } {
  const editor = env['KUBE_EDITOR'] || env['EDITOR'] || 'vi';
  if (!editor.includes(' ')) return { argv: [editor, path], shown: editor };
  if (!/["'\\]/.test(editor)) return { argv: [...editor.split(' '), path], shown: editor };
  const shell = env['SHELL'] || '/bin/bash';
  return { argv: [shell, '-c', `${editor} ${quote(path)}`], shown: `${shell} -c ${editor}` };
}
