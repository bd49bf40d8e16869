import { CommandError } from '../errors.ts';
import { sprint } from '../go/sprint.ts';
import { isListObject, listAt } from '../object.ts';
import { findResults } from './jsonpath/evaluate.ts';
import { parseJsonPath, JsonPathError, type Node } from './jsonpath/parse.ts';
import { relaxedJsonPath } from './jsonpath/relaxed.ts';
import { TabWriter } from './tabwriter.ts';

export interface CustomColumn {
  readonly header: string;
  readonly path: readonly Node[];
}

/** `NAME:.metadata.name,IMAGE:.spec.containers[0].image` (kubectl/pkg/cmd/get/customcolumn.go). */
export function parseCustomColumns(spec: string): readonly CustomColumn[] {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0)
      throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return column(part.slice(0, colon), part.slice(colon + 1));
  });
}

/** A file with a line of headers and a line of paths. */
export function parseCustomColumnsTemplate(text: string): readonly CustomColumn[] {
  const [first, second] = text.split('\n');
  const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '');
  const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.';
  if (first === undefined || text === '') throw new CommandError(`invalid template, missing header line. ${expected}`);
  if (second === undefined || second === '') throw new CommandError(`invalid template, missing spec line. ${expected}`);
  const headers = words(first);
  const paths = words(second);
  if (headers.length !== paths.length) {
    throw new CommandError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  }
  return headers.map((header, i) => column(header, paths[i]!));
}

function column(header: string, path: string): CustomColumn {
  try {
    return { header, path: parseJsonPath(relaxedJsonPath(path)) };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** Prints objects in chosen columns; headers once. */
export class CustomColumnsPrinter {
  #printedHeaders: boolean;

  constructor(
    private readonly columns: readonly CustomColumn[],
    noHeaders: boolean,
  ) {
    this.#printedHeaders = noHeaders;
  }

  text(object: unknown): string {
    const writer = TabWriter.forTables();
    if (!this.#printedHeaders) {
      this.#printedHeaders = true;
      writer.write(`${this.columns.map((one) => one.header).join('\t')}\n`);
    }
    for (const item of isListObject(object) ? listAt(object, 'items') : [object]) {
      writer.write(`${this.columns.map((one) => cell(one, item)).join('\t')}\n`);
    }
    return writer.flush();
  }
}

function cell(one: CustomColumn, object: unknown): string {
  try {
    const results = findResults(one.path, object, true);
    const texts = results.flat().map((value) => sprint(value));
    return [...((results[0] ?? []).length === 0 ? ['<none>'] : []), ...texts].join(',');
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}
