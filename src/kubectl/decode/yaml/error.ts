/** Where a character stands: counted from 0, columns in characters. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** A mistake in a YAML text, with go-yaml's words: `yaml: line 4: did not find expected key`. */
export class YamlError extends Error {
  constructor(problem: string) {
    super(`yaml: ${problem}`);
    this.name = 'YamlError';
  }
}

/**
 * go-yaml's line numbers (decode.go parser.fail): the scanner counts from 1, the parser from 0, and a mistake on the first
 * line is told without one, unless what it is a part of began later.
 */
export function scannerError(problem: string, at: Mark, context: Mark): YamlError {
  return located(problem, at.line === 0 ? context.line : at.line + 1);
}

export function parserError(problem: string, at: Mark, context: Mark = { index: 0, line: 0, column: 0 }): YamlError {
  return located(problem, at.line === 0 ? context.line : at.line);
}

function located(problem: string, line: number): YamlError {
  return new YamlError(line === 0 ? problem : `line ${line}: ${problem}`);
}

/** A text that is YAML but has no JSON form (sigs.k8s.io/yaml). */
export class YamlConversionError extends Error {}
