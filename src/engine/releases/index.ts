import type { Release } from './release.ts';
import { v1_20 } from './v1_20.ts';
import { v1_36 } from './v1_36.ts';

export type { Release } from './release.ts';

export const releases: Readonly<Record<Release['name'], Release>> = { '1.20': v1_20, '1.36': v1_36 };
