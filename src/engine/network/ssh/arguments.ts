/** What `ssh` is asked to do. */
export interface Target {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** undefined: a login shell. */
  readonly command: string | undefined;
  /** -t and -T; undefined: a terminal for a login shell only. */
  readonly terminal: boolean | undefined;
}

export const usage = 'usage: ssh [-tT] [-l login_name] [-p port] destination [command [argument ...]]\n';

/** @returns the message of an error, '' for the usage. */
export function parseArguments(
  words: readonly string[],
  readFile: (path: string) => string,
  env: Readonly<Record<string, string>>,
): Target | string {
  const values: Record<string, string> = {};
  let terminal: boolean | undefined;
  let destination: string | undefined;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') continue;
    if (!word.startsWith('-') || word === '-') {
      if (destination !== undefined) break;
      destination = word;
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const option = word[letter]!;
      if (option === 't' || option === 'T') terminal = option === 't';
      else if (option === 'l' || option === 'p') {
        const value = word.slice(letter + 1) || words[++at];
        if (value === undefined) return `option requires an argument -- ${option}\n${usage.trimEnd()}`;
        values[option] = value;
        break;
      } else return `unknown option -- ${option}\n${usage.trimEnd()}`;
    }
  }
  if (destination === undefined || destination === '') return '';
  const match = /^(?:ssh:\/\/)?(?:(.*)@)?([^@]+)$/.exec(destination);
  if (match === null) return '';
  const host = match[2]!;
  const configured = configOf(readFile(`${env['HOME'] ?? '/'}/.ssh/config`), host);
  const port = Number(values['p'] ?? configured['port'] ?? 22);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return `Bad port '${values['p'] ?? configured['port']}'`;
  const command = words.slice(at).join(' ');
  return {
    user: match[1] ?? values['l'] ?? configured['user'] ?? env['USER'] ?? 'root',
    host: configured['hostname'] ?? host,
    port,
    command: command === '' ? undefined : command,
    terminal,
  };
}

/** ssh_config(5): the first value of each keyword in the blocks whose Host matches; keywords in lower case. */
export function configOf(text: string, host: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let applies = true;
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z]+)\s*[=\s]\s*(.*?)\s*$/.exec(line.replace(/^\s*#.*/, ''));
    if (match === null) continue;
    const keyword = match[1]!.toLowerCase();
    const value = match[2]!;
    if (keyword === 'host') applies = value.split(/\s+/).some((pattern) => matches(pattern, host));
    else if (applies) found[keyword] ??= value;
  }
  return found;
}

function matches(pattern: string, host: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(host);
}
