import type { ApiClient } from '../api/client.ts';
import type { EventRecorder } from '../controllers/controller.ts';
import type { Release } from '../releases/index.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { Machine } from '../runtime/machine.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Allocations } from './allocations.ts';
import type { BackOff } from './backoff.ts';
import type { ImageManager } from './images.ts';

/** What the Pod workers of one kubelet share. */
export interface KubeletContext {
  readonly sim: Simulation;
  readonly random: Random;
  readonly client: ApiClient;
  readonly release: Release;
  readonly machine: Machine;
  readonly runtime: ContainerRuntime;
  readonly events: EventRecorder;
  readonly images: ImageManager;
  readonly crashBackOff: BackOff;
  readonly allocations: Allocations;
  readonly capacity: { readonly cpu: number; readonly memory: number };
  readonly dns: { readonly server: string; readonly domain: string };
}
