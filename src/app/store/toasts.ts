import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export interface Toast {
  readonly id: number;
  readonly tone: 'bad' | 'good' | 'odd';
  /** A message of the `toast` section of the translations. */
  readonly key: 'fault' | 'fatal' | 'copied' | 'linkCopied' | 'linkInBar' | 'badLink' | 'past' | 'notReached';
  /** What a machine said, shown as it is. */
  readonly detail?: string;
}

interface ToastState {
  readonly toasts: readonly Toast[];
}

export const toasts = createStore<ToastState>(() => ({ toasts: [] }));
let lastId = 0;

/** Shows a toast. It goes by itself unless something broke. */
export function toast(what: Omit<Toast, 'id'>): void {
  const id = ++lastId;
  toasts.setState(({ toasts: before }) => ({
    // Said once is enough.
    toasts: [...before.filter((one) => one.key !== what.key || one.detail !== what.detail).slice(-2), { ...what, id }],
  }));
  if (what.tone !== 'bad' || what.key === 'past') setTimeout(() => dismiss(id), 5000);
}

export function dismiss(id: number): void {
  toasts.setState(({ toasts: before }) => ({ toasts: before.filter((one) => one.id !== id) }));
}

export const useToasts = (): readonly Toast[] => useStore(toasts, (state) => state.toasts);
