import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Connection } from '../../session/protocol.ts';
import { useCluster } from '../store/cluster.ts';

/** How the page stands with the API of a real cluster; undefined while it has Podarium's own. */
export const connection = createStore<{ readonly now: Connection | undefined }>(() => ({ now: undefined }));

export const useConnection = (): Connection | undefined => useStore(connection, (state) => state.now);

/** Whether the cluster is a real one: then time, machines and processes are not the page's to move. */
export const useIsRemote = (): boolean => useCluster((state) => state.ready?.remote !== undefined);
