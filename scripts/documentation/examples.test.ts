import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { documentationExamples, documentationList } from './examples.ts';

const file = 'docs/documentation-examples.md';

it('docs/documentation-examples.md lists the examples that are tested (npx tsx scripts/documentation.ts)', async () => {
  const options = await resolveConfig(file);
  const list = await format(documentationList(documentationExamples()), { ...options, parser: 'markdown' });
  expect(readFileSync(file, 'utf8')).toBe(list);
});

it('every example names its page, and none is listed twice', () => {
  const examples = documentationExamples();
  expect(examples.length).toBeGreaterThanOrEqual(80);
  for (const { page } of examples) expect(page).toMatch(/^([A-Z]|concepts\/|tasks\/|tutorials\/)/);
  const names = examples.map(({ page, example, file: test }) => `${page}: ${example} (${test})`);
  expect(new Set(names).size).toBe(names.length);
});
