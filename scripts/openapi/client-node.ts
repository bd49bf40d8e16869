import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseType, type Declaration, type Property } from './schema.ts';

/** Reads the generated model classes of `@kubernetes/client-node`: field comments and optional marks from the `.d.ts`, wire names and formats from the attribute map in the `.js`. */
export class ClientModels {
  #read = new Map<string, Declaration>();

  constructor(private readonly directory: string) {}

  has(className: string): boolean {
    return existsSync(join(this.directory, `${className}.d.ts`));
  }

  get(className: string): Declaration {
    let known = this.#read.get(className);
    if (known === undefined) {
      known = this.#parse(className);
      this.#read.set(className, known);
    }
    return known;
  }

  #parse(className: string): Declaration {
    const types = readFileSync(join(this.directory, `${className}.d.ts`), 'utf8');
    const code = readFileSync(join(this.directory, `${className}.js`), 'utf8');
    const members = new Map<string, { description: string; required: boolean }>();
    for (const [, comment, name, optional] of types.matchAll(
      / {4}(?:\/\*\*\n((?: {4}\*.*\n)*?) {4}\*\/\n {4})?'(\w+)'(\?)?:/g,
    )) {
      members.set(name!, { description: commentText(comment), required: optional === undefined });
    }
    const properties = new Map<string, Property>();
    for (const { name, baseName, type, format } of attributes(code, className)) {
      const member = members.get(name);
      if (member === undefined) throw new Error(`${className}.${name}: no declaration`);
      properties.set(baseName, { type: parseType(type, format), ...member });
    }
    const description = /\/\*\*\n((?:\*.*\n)*?)\*\/\nexport declare class/.exec(types)?.[1];
    return { description: commentText(description), properties };
  }
}

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

function attributes(code: string, className: string): Attribute[] {
  const match = /attributeTypeMap = (\[[\s\S]*?\n\]|\[\]);/.exec(code);
  if (match === null) throw new Error(`${className}: no attribute map`);
  return JSON.parse(match[1]!) as Attribute[];
}

/** The generator escapes quotes, and writes a line break of the original as a space. */
function commentText(comment: string | undefined): string {
  if (comment === undefined) return '';
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trimEnd()
    .replace(/\\(["'\\])/g, '$1');
}
