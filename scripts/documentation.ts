import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { documentationExamples, documentationList } from './documentation/examples.ts';

/** Writes docs/documentation-examples.md. */
const file = 'docs/documentation-examples.md';
const options = await resolveConfig(file);
writeFileSync(file, await format(documentationList(documentationExamples()), { ...options, parser: 'markdown' }));
