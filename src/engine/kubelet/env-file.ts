/** An environment file that can't be read as one. */
export class EnvFileError extends Error {}

const invalid = (line: number, what: string): EnvFileError =>
  new EnvFileError(`invalid environment variable format at line ${line}: ${what}`);

/**
 * The value of one key in an environment file: lines of `NAME='value'`, where a value may go over several lines and nothing in it is
 * expanded (pkg/kubelet/util/env/env_util.go, ParseEnv).
 * @returns '' where the key is not there, or is set to nothing.
 * @throws EnvFileError at a line before the key that is none of these.
 */
export function envFileValue(text: string, key: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.replace(/^[ \t]+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    if (at === -1) throw invalid(i + 1, "missing '='");
    const name = line.slice(0, at).replace(/[ \t]+$/, '');
    if (name === '') throw invalid(i + 1, 'empty variable name');
    if (name.length !== at) throw invalid(i + 1, "whitespace before '=' is not allowed");
    let rest = line.slice(at + 1);
    if (/^[ \t]/.test(rest)) {
      if (name === key) return '';
      continue;
    }
    if (!rest.startsWith("'")) throw invalid(i + 1, 'value must be enclosed in single quotes');
    rest = rest.slice(1);
    const begun = i + 1;
    while (!rest.includes("'")) {
      i++;
      const next = lines[i];
      if (next === undefined) {
        throw new EnvFileError(`invalid environment variable format starting at line ${begun}: unclosed single quote`);
      }
      rest += `\n${next}`;
    }
    const end = rest.indexOf("'");
    const after = rest.slice(end + 1).replace(/^[ \t]+/, '');
    if (after !== '' && !after.startsWith('#')) throw invalid(i + 1, 'unexpected content after closing quote');
    if (name === key) return rest.slice(0, end);
  }
  return '';
}
