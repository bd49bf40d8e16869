import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What the inspector shows. */
export type Selection =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string; readonly container?: string }
  | { readonly kind: 'node'; readonly name: string };

interface SelectionState {
  readonly selection: Selection | undefined;
  /** Whether the picture shows the selected Pod from inside instead of the cluster. */
  readonly inside: boolean;
}

export const selectionStore = createStore<SelectionState>(() => ({ selection: undefined, inside: false }));

export const useSelection = (): Selection | undefined => useStore(selectionStore, (state) => state.selection);

export const useLooksInside = (): boolean =>
  useStore(selectionStore, (state) => state.inside && state.selection?.kind === 'pod');

export function select(selection: Selection | undefined): void {
  selectionStore.setState((before) => ({ selection, inside: before.inside && selection?.kind === 'pod' }));
}

/** Into the selected Pod, or back out to the cluster. */
export function lookInside(inside: boolean): void {
  selectionStore.setState({ inside });
}

/** `pod/default/clash`, `pod/default/clash/second`, `node/node1`; the form in the address bar. */
export function selectionText(selection: Selection): string {
  if (selection.kind === 'node') return `node/${selection.name}`;
  const container = selection.container === undefined ? '' : `/${selection.container}`;
  return `pod/${selection.namespace}/${selection.name}${container}`;
}

export function parseSelection(text: string | null): Selection | undefined {
  const [kind, first, second, third, ...rest] = (text ?? '').split('/');
  if (first === undefined || first === '' || rest.length > 0) return undefined;
  if (kind === 'node' && second === undefined) return { kind, name: first };
  if (kind !== 'pod' || second === undefined || second === '') return undefined;
  return { kind, namespace: first, name: second, ...(third === undefined ? {} : { container: third }) };
}
