import type { KubectlRelease } from '../releases.ts';
import { JsonSyntaxError, parseJsonPrefix } from './json.ts';
import { parseYaml, YamlConversionError, YamlError } from './yaml/index.ts';

/** A manifest that could not be read, with the text of k8s.io/apimachinery/pkg/util/yaml. */
export class DecodeError extends Error {}

/**
 * The documents of a manifest one at a time, so that those before a mistake count; empty ones are left out. Lines in
 * errors count from the start of their own document, as in kubectl. Mirrors YAMLOrJSONDecoder (decoder.go, both releases).
 */
export function* decodeDocuments(text: string, release: KubectlRelease): Generator<unknown, void, undefined> {
  let rest = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let firstError: DecodeError | undefined;
  if (/^\s*\{/.test(rest)) {
    let count = 0;
    for (;;) {
      if (rest.trim() === '') return;
      try {
        const { value, length } = parseJsonPrefix(rest);
        rest = rest.slice(length);
        count++;
        if (value !== null) yield value;
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        // An end that comes too early is no syntax error to Go: it is told without a place.
        firstError = new DecodeError(
          error.message === 'unexpected EOF'
            ? error.message
            : release.name === '1.20'
              ? `json: line ${lineOf(rest, error.offset) - 1}: ${error.message}`
              : `json: offset ${error.offset}: ${error.message}`,
        );
        if (count > 1 || release.name === '1.20') throw count > 1 ? new DecodeError(error.message) : firstError;
        rest = rest.replace(/^[^\S\n]*\n?/, '');
        break;
      }
    }
  }
  for (const document of splitYamlDocuments(rest, release)) {
    let value: unknown;
    try {
      if (document instanceof DecodeError) throw document;
      value = parseYaml(document);
    } catch (error) {
      if (firstError !== undefined) throw firstError;
      if (error instanceof YamlError) throw new DecodeError(`error converting YAML to JSON: ${error.message}`);
      if (error instanceof YamlConversionError)
        throw new DecodeError(`error converting YAML to JSON: ${error.message}`);
      throw error;
    }
    firstError = undefined;
    if (value !== null && value !== undefined) yield value;
  }
}

/** Cuts a stream at its `---` lines. The first one stays with its document, as in YAMLReader. */
export function* splitYamlDocuments(
  text: string,
  release: KubectlRelease,
): Generator<string | DecodeError, void, undefined> {
  let document = '';
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (line.startsWith('---')) {
      const after = line.slice(3).trim();
      const strict = release.name !== '1.20';
      if (strict && after !== '' && !after.startsWith('#')) {
        yield new DecodeError(`invalid Yaml document separator: ${after}`);
        return;
      }
      if (document !== '' && (strict || after === '')) {
        yield document;
        document = '';
        continue;
      }
    }
    document += `${line.replace(/\r$/, '')}\n`;
  }
  if (document !== '') yield document;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
