import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapNames, parseType, type Declaration, type Property } from './schema.ts';

/**
 * Reads a version of the npm package `kubernetes-types`: one `GROUP/VERSION.d.ts` for each group, interfaces with the
 * comments of Kubernetes' own OpenAPI document. Keys, and the names in property types, are OpenAPI's definition names
 * (`io.k8s.api.core.v1.Pod`).
 */
export function readKubernetesTypes(directory: string): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  const read = (file: string, goPackage: string): void => {
    for (const [name, declaration] of parseFile(readFileSync(join(directory, file), 'utf8'), goPackage)) {
      declarations.set(`${goPackage}.${name}`, declaration);
    }
  };
  read('runtime.d.ts', goPackages.runtime!);
  for (const group of readdirSync(directory, { withFileTypes: true })) {
    if (!group.isDirectory()) continue;
    for (const file of readdirSync(join(directory, group.name))) {
      read(join(group.name, file), goPackageOf(group.name, file.replace(/\.d\.ts$/, '')));
    }
  }
  return declarations;
}

/** Where a group's types do not live in `k8s.io/api/GROUP`. */
const goPackages: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  api: 'io.k8s.apimachinery.pkg.api',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  runtime: 'io.k8s.apimachinery.pkg.runtime',
};

function goPackageOf(group: string, version: string): string {
  return `${goPackages[group] ?? `io.k8s.api.${group}`}.${version}`;
}

const importLine = /^import \{ ([^}]*) \} from "\.\.?\/([\w/]+)";$/gm;
const declarationPattern =
  /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:interface (\w+) \{\n([\s\S]*?)^\}|type (\w+) = [^;]*;)/gm;
const propertyPattern =
  /( {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)? {4}(?:readonly )?"?([\w$-]+)"?(\?)?: ((?:\{[\s\S]*?\n {4}\}|[^\n]*?));\n/g;

function* parseFile(source: string, goPackage: string): Generator<[string, Declaration]> {
  const imported = new Map<string, string>();
  for (const [, names, path] of source.matchAll(importLine)) {
    const [group = '', version = ''] = path!.split('/');
    for (const name of names!.split(', ')) {
      const from =
        version === '' ? (goPackages[group] ?? goPackage.replace(/[^.]+$/, group)) : goPackageOf(group, version);
      imported.set(name, `${from}.${name}`);
    }
  }
  const resolve = (name: string): string => {
    if (name === 'string' || name === 'number' || name === 'boolean') return name;
    if (name === 'number | string') return 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
    if (name.startsWith('"')) return 'string';
    return imported.get(name) ?? `${goPackage}.${name}`;
  };
  for (const match of source.matchAll(declarationPattern)) {
    const properties = new Map<string, Property>();
    for (const [, comment, name, optional, type] of (match[3] ?? '').matchAll(propertyPattern)) {
      properties.set(name!, {
        type: mapNames(parseType(type!), resolve),
        required: optional === undefined,
        description: commentText(comment),
      });
    }
    yield [(match[2] ?? match[4])!, { description: commentText(match[1]), properties }];
  }
}

/** The text of a documentation comment, without its stars. */
function commentText(comment: string | undefined): string {
  if (comment === undefined) return '';
  return comment
    .replace(/^\s*\/\*\*[ \n]?/, '')
    .replace(/\s*\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*(?: |$)/, ''))
    .join('\n');
}
