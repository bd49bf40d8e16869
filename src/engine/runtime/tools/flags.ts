export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** `bool` takes no value (but `--flag=false`); a list may be given several times. */
  readonly type: 'bool' | 'string' | 'int' | 'list' | 'duration';
  readonly usage: string;
  /** What `--help` calls the value; default the type. */
  readonly value?: string;
  readonly default?: string;
}

export interface ParsedFlags {
  readonly positional: readonly string[];
  bool(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** The value as a whole number. */
  int(name: string): number | undefined;
}

type FlagResult = { readonly flags: ParsedFlags } | { readonly error: string };

/** How a flag library words its complaints. */
export interface FlagErrors {
  unknownLong(name: string): string;
  unknownShort(letter: string, group: string): string;
  missingValue(flag: string): string;
  badValue(value: string, flag: Flag): string;
}

/**
 * Parses arguments by POSIX rules as spf13/pflag does: short letters may be bundled, values follow `=` or come next.
 * @param interspersed false: flags end at the first positional argument (docker exec, crictl).
 */
export function parseFlags(
  args: readonly string[],
  known: readonly Flag[],
  errors: FlagErrors,
  interspersed: boolean,
): FlagResult {
  const values = new Map<string, string[]>();
  const positional: string[] = [];
  let at = 0;

  const set = (flag: Flag, value: string): string | undefined => {
    if (flag.type === 'int' && !/^[+-]?\d+$/.test(value)) return errors.badValue(value, flag);
    if (flag.type === 'bool' && !/^(1|0|t|f|true|false)$/i.test(value)) return errors.badValue(value, flag);
    const list = values.get(flag.name);
    if (flag.type === 'list' && list !== undefined) list.push(value);
    else values.set(flag.name, [value]);
    return undefined;
  };

  while (at < args.length) {
    const argument = args[at++] ?? '';
    if (argument === '--') {
      positional.push(...args.slice(at));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      positional.push(argument);
      if (!interspersed) {
        positional.push(...args.slice(at));
        break;
      }
      continue;
    }
    if (argument.startsWith('--')) {
      const equals = argument.indexOf('=');
      const name = equals === -1 ? argument.slice(2) : argument.slice(2, equals);
      const flag = known.find((candidate) => candidate.name === name);
      if (flag === undefined) return { error: errors.unknownLong(name) };
      let value = equals === -1 ? undefined : argument.slice(equals + 1);
      if (value === undefined) {
        if (flag.type === 'bool') value = 'true';
        else if (at < args.length) value = args[at++] ?? '';
        else return { error: errors.missingValue(`--${name}`) };
      }
      const error = set(flag, value);
      if (error !== undefined) return { error };
      continue;
    }
    let group = argument.slice(1);
    while (group !== '') {
      const letter = group[0] ?? '';
      const flag = known.find((candidate) => candidate.short === letter);
      if (flag === undefined) return { error: errors.unknownShort(letter, group) };
      let value: string;
      let rest = group.slice(1);
      if (flag.type === 'bool' && !rest.startsWith('=')) value = 'true';
      else if (rest !== '') {
        value = rest.startsWith('=') ? rest.slice(1) : rest;
        rest = '';
      } else if (at < args.length) value = args[at++] ?? '';
      else return { error: errors.missingValue(`'${letter}' in -${group}`) };
      const error = set(flag, value);
      if (error !== undefined) return { error };
      group = rest;
    }
  }

  const text = (name: string): string | undefined =>
    values.get(name)?.at(-1) ?? known.find((flag) => flag.name === name)?.default;
  return {
    flags: {
      positional,
      text,
      bool: (name) => /^(1|t|true)$/i.test(text(name) ?? 'false'),
      list: (name) => values.get(name) ?? [],
      int: (name) => (text(name) === undefined ? undefined : Number(text(name))),
    },
  };
}
