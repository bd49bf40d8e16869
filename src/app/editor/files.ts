import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { SubmitResult } from '../../session/protocol.ts';
import { cluster } from '../store/cluster.ts';
import { input, onFrame, submitFile } from '../store/session.ts';

interface EditorState {
  /** Absolute path of the file that shows. */
  readonly active: string | undefined;
  /** What has been typed and not yet been written to the workstation. */
  readonly drafts: ReadonlyMap<string, string>;
  /** What kubectl answered to the last Create or Apply. */
  readonly result: { readonly path: string; readonly result: SubmitResult } | undefined;
  readonly submitting: boolean;
}

const editor = createStore<EditorState>(() => ({
  active: undefined,
  drafts: new Map(),
  result: undefined,
  submitting: false,
}));

export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(editor, selector);
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The text that the editor shows for a file: what was typed, else what lies on the workstation's disk. */
export function fileText(path: string): string {
  return editor.getState().drafts.get(path) ?? cluster.getState().files.get(path) ?? '';
}

const writes = new Map<string, ReturnType<typeof setTimeout>>();
/** Long enough that a word is one write (and one entry of the recording), short enough that the terminal sees it. */
const writeDelay = 400;

/** Typing: kept as a draft, and written to the workstation a moment later. */
export function editFile(path: string, text: string): void {
  if (fileText(path) === text) return;
  editor.setState(({ drafts }) => ({ drafts: new Map(drafts).set(path, text) }));
  clearTimeout(writes.get(path));
  writes.set(
    path,
    setTimeout(() => flush(path), writeDelay),
  );
}

function flush(path: string): void {
  clearTimeout(writes.get(path));
  writes.delete(path);
  const text = editor.getState().drafts.get(path);
  if (text !== undefined && text !== cluster.getState().files.get(path)) input({ kind: 'file-write', path, text });
}

export function openFile(path: string): void {
  editor.setState({ active: path, result: undefined });
}

export function newFile(name: string): void {
  const path = `${cluster.getState().ready?.home ?? ''}/${name}`;
  if (!cluster.getState().files.has(path)) input({ kind: 'file-write', path, text: '' });
  openFile(path);
}

export function dismissResult(): void {
  editor.setState({ result: undefined });
}

/** Create or Apply of the file that shows: the same request as `kubectl VERB -f FILE`. */
export async function submitActive(verb: 'create' | 'apply'): Promise<void> {
  const { active, submitting } = editor.getState();
  if (active === undefined || submitting) return;
  const text = fileText(active);
  clearTimeout(writes.get(active));
  writes.delete(active);
  editor.setState({ submitting: true, result: undefined });
  const result = await submitFile(verb, active, text);
  editor.setState({ submitting: false, result: result === undefined ? undefined : { path: active, result } });
}

/** What the editor shows first: the seed's own file. */
const firstFile = 'kubia-pod.yaml';

onFrame((frame) => {
  const { files } = cluster.getState();
  editor.setState((state) => {
    let { active, drafts } = state;
    if (frame.files.length > 0) {
      // A draft that has arrived on the disk is no draft any more; another program's write wins over an old draft.
      const kept = new Map([...drafts].filter(([path]) => writes.has(path)));
      if (kept.size !== drafts.size) drafts = kept;
    }
    if (frame.full) drafts = new Map();
    const edit = frame.edits.at(-1);
    if (edit !== undefined) active = edit.path;
    else if (active === undefined || (frame.full && !files.has(active))) {
      const paths = [...files.keys()];
      active = paths.find((path) => baseName(path) === firstFile) ?? paths[0];
    }
    return active === state.active && drafts === state.drafts ? state : { ...state, active, drafts };
  });
});
