import type { ImageRegistry } from '../images/image-registry.ts';
import type { Release } from '../releases/index.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Fabric, Machine } from './machine.ts';
import type { ImageStore } from './pull.ts';
import type { RuntimeTexts } from './texts.ts';

/** What the steps of the runtime work with; one set per node. */
export interface RuntimeParts {
  readonly sim: Simulation;
  readonly machine: Machine;
  readonly fabric: Fabric;
  readonly release: Release;
  readonly registry: ImageRegistry;
  readonly store: ImageStore;
  readonly random: Random;
  readonly texts: RuntimeTexts;
  readonly podCIDR: () => string | undefined;
}
