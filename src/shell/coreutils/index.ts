import type { Program } from '../../engine/sim/process.ts';

export const applets: Readonly<Record<string, Program>> = {};
