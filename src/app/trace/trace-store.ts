import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { TraceStep } from '../../session/trace.ts';

/** A thing that the picture shows and a step is about. */
export type Station = 'workstation' | 'apiserver' | 'etcd' | 'scheduler' | 'controllers' | `node/${string}`;

/** Where the step that is shown happens, for the picture to mark; empty while nothing is followed. */
export const stations = createStore<{ readonly marked: readonly Station[] }>(() => ({ marked: [] }));

export const useStations = (): readonly Station[] => useStore(stations, (state) => state.marked);

const clients: Readonly<Record<string, Station>> = {
  'kube-scheduler': 'scheduler',
  'kube-controller-manager': 'controllers',
};

/** The stations that a step passes, in order. */
export function stationsOf(step: TraceStep, node: string | undefined): readonly Station[] {
  switch (step.kind) {
    case 'write':
      return [clientOf(step, node), 'apiserver', 'etcd'];
    case 'gone':
      return ['apiserver', 'etcd'];
    case 'decision':
      return ['scheduler'];
    case 'event': {
      const at = step.node ?? node;
      if (step.source === 'kubelet') return at === undefined ? [] : [`node/${at}`];
      return [step.source.includes('scheduler') ? 'scheduler' : 'controllers'];
    }
  }
}

function clientOf(step: Extract<TraceStep, { kind: 'write' }>, node: string | undefined): Station {
  if (step.verb === 'bind') return 'scheduler';
  if (step.by === undefined) return 'apiserver';
  if (step.by === 'kubelet' && node !== undefined) return `node/${node}`;
  return clients[step.by] ?? 'workstation';
}
