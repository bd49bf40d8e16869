import type { ClusterConfig } from '../../session/protocol.ts';
import { select } from './selection.ts';
import { send } from './session.ts';

/** The seed's era is where a visitor begins: `Pods, from the start`. */
export function createCluster(release: ClusterConfig['release']): void {
  select(undefined);
  send({ type: 'create', config: { release, nodes: 2, seed: 1, scenario: 'pods' } });
}
