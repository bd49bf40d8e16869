import type { V1ServiceSpec } from '@kubernetes/client-node/dist/gen/models/V1ServiceSpec.js';
import type { Wire } from '../../types.ts';

export type ServiceSpec = Wire<V1ServiceSpec>;
