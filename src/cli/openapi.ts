import { readFileSync } from 'node:fs';
import type { Release } from '../engine/releases/index.ts';

/** The generated API description of a release; undefined before `npm run build` or `npm start` have made it. */
export function readOpenApi(release: Release['name']): unknown {
  try {
    return JSON.parse(readFileSync(new URL(`../generated/schema-${release}.json`, import.meta.url), 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
