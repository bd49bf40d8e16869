import { containers } from './containers.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { refusals } from './refusals.ts';
import { scheduling } from './scheduling.ts';
import { services } from './services.ts';
import { workloads } from './workloads.ts';

/** One explanation per reason, in both languages; loaded when somebody first asks why. */
export const explanations = {
  ...pods,
  ...containers,
  ...scheduling,
  ...nodes,
  ...workloads,
  ...services,
  ...refusals,
} as const;

export type WhyReason = keyof typeof explanations;
