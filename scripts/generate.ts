/*
 * Writes src/generated: the OpenAPI documents of both releases (with descriptions, loaded when somebody asks) and their shapes
 * (for the engine). Quick, and does nothing when it is up to date.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClientModels } from './openapi/client-node.ts';
import { declarations120 } from './openapi/declarations-1.20.ts';
import { declarations136 } from './openapi/declarations-1.36.ts';
import { assemble } from './openapi/document.ts';
import { readKubernetesTypes } from './openapi/kubernetes-types.ts';
import type { Schema } from './openapi/schema.ts';
import { shapeModule, shapesOf } from './openapi/shape.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'src/generated');
const packages = ['@kubernetes/client-node', 'kubernetes-types', 'kubernetes-types-1.21'];

/** Changes when a source package or the generator does. */
function stamp(): string {
  const hash = createHash('sha256');
  for (const name of packages) hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')));
  const own = readdirSync(join(root, 'scripts/openapi')).sort();
  for (const file of own) hash.update(readFileSync(join(root, 'scripts/openapi', file)));
  hash.update(readFileSync(join(root, 'scripts/generate.ts')));
  hash.update(readFileSync(join(root, 'src/engine/api/kinds.ts')));
  return hash.digest('hex');
}

function writeDocument(release: '1.20' | '1.36', definitions: Record<string, Schema>): void {
  writeFileSync(join(output, `schema-${release}.json`), JSON.stringify({ release, definitions }));
}

function generate(): void {
  const client = new ClientModels(join(root, 'node_modules/@kubernetes/client-node/dist/gen/models'));
  const newer = declarations136(client, readKubernetesTypes(join(root, 'node_modules/kubernetes-types')));
  const older = declarations120(readKubernetesTypes(join(root, 'node_modules/kubernetes-types-1.21')), newer);
  const today = assemble('1.36', newer);
  const before = assemble('1.20', older);
  mkdirSync(output, { recursive: true });
  writeDocument('1.36', today);
  writeDocument('1.20', before);
  writeFileSync(join(output, 'shapes.ts'), shapeModule(shapesOf('1.36', today), shapesOf('1.20', before)));
}

const current = stamp();
const stampFile = join(output, 'stamp');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== current) {
  generate();
  writeFileSync(stampFile, current);
}
