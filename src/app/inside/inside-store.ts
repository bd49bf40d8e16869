import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PodInside } from '../../session/protocol.ts';
import { selectionStore } from '../store/selection.ts';
import { onFrame, send } from '../store/session.ts';

interface InsideState {
  /** What the kernel of its node knows of the selected Pod; undefined while nothing is selected or nothing made of it yet. */
  readonly inside: PodInside | undefined;
}

const store = createStore<InsideState>(() => ({ inside: undefined }));

export const useInside = (): PodInside | undefined => useStore(store, (state) => state.inside);

/** Asks the session to look into whichever Pod is selected, and keeps what it answers. */
export function watchInside(): void {
  let asked = '';
  const ask = (): void => {
    const { selection } = selectionStore.getState();
    const pod = selection?.kind === 'pod' ? { namespace: selection.namespace, name: selection.name } : undefined;
    const key = pod === undefined ? '' : `${pod.namespace}/${pod.name}`;
    if (key === asked) return;
    asked = key;
    store.setState({ inside: undefined });
    send({ type: 'inspect', pod });
  };
  selectionStore.subscribe(ask);
  ask();
  onFrame(({ inside, full }) => {
    if (inside !== undefined) store.setState({ inside });
    // Another time or another cluster, where the Pod may not be yet.
    else if (full) store.setState({ inside: undefined });
  });
}
