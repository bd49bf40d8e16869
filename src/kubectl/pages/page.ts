import type { Command } from '../command.ts';
import type { Flag, FlagType } from '../flags/flag.ts';
import type { KubectlRelease } from '../releases.ts';
import { sharedFlags } from './shared-flags.ts';

/**
 * A command's help page, as the real program of a release prints it. It is also where the command's flags are declared:
 * `-o, --output='': USAGE` is one flag, its type read from its default; `--env...=[]` takes each use as one item,
 * `--port(int32)=-1` is of 32 bits, * `--dry-run[=unchanged]='none'` may stand without a value. Names without a usage are those of shared-flags.ts.
 */
export interface Page {
  /** The line in the parent's list of commands. */
  readonly short: string;
  readonly text: string;
}

export type PageTexts = Readonly<Partial<Record<KubectlRelease['name'], Page>>>;

/** What the page does not show of a command. */
export interface PageExtras {
  /** Flags without which the command does not run (cobra MarkFlagRequired). */
  readonly required?: readonly string[];
  /** Flags that the help of this release does not show: deprecated and hidden ones. */
  readonly hidden?: readonly Flag[];
}

type Described = Pick<Command, 'name' | 'short' | 'long' | 'usage' | 'aliases' | 'examples' | 'flags'>;

/** Reads a command's texts and flags from its page. */
export function page(release: KubectlRelease, texts: PageTexts, extras: PageExtras = {}): Described {
  const own = texts[release.name];
  if (own === undefined) throw new TypeError(`no page for kubectl ${release.name}`);
  const sections = splitSections(own.text);
  const usage = (sections.get('Usage') ?? '').trim();
  const name = /^\S+/.exec(usage)?.[0] ?? '';
  const aliases = (sections.get('Aliases') ?? '').trim().split(', ').slice(1);
  const examples = sections.get('Examples');
  const shown = readFlags(sections.get('Options') ?? '', release, new Set(extras.required));
  const flags = [...shown, ...(extras.hidden ?? []).filter((flag) => !shown.some((one) => one.name === flag.name))];
  return {
    name,
    short: own.short,
    long: (sections.get('') ?? '').trim(),
    usage,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(examples === undefined ? {} : { examples: examples.trim().split('\n') }),
    ...(flags.length === 0 ? {} : { flags }),
  };
}

function splitSections(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(Aliases|Examples|Options|Usage):\n/m);
  const sections = new Map([['', parts[0] ?? '']]);
  for (let i = 1; i < parts.length; i += 2) sections.set(parts[i]!, parts[i + 1] ?? '');
  return sections;
}

const flagLine = /^(?:-(\w), )?--([\w-]+)(\.\.\.)?(\(int32\))?(?:\[=(\w+)\])?=('[^']*'|\[[^\]]*\]|[^:]*): ?(.*)$/;

function readFlags(text: string, release: KubectlRelease, required: ReadonlySet<string>): readonly Flag[] {
  const shared = sharedOf(release);
  const flags: Flag[] = [];
  for (const line of text.split('\n')) {
    const own = flagOf(line);
    if (own !== undefined) {
      flags.push(own);
      continue;
    }
    for (const [, name, value] of line.matchAll(/--([\w-]+)(?:=(\S+))?/g)) {
      const flag = shared.get(name!);
      if (flag === undefined) throw new TypeError(`--${name} is no shared flag`);
      flags.push(value === undefined ? flag : { ...flag, default: unquoted(value) });
    }
  }
  return flags.map((flag) => (required.has(flag.name) ? { ...flag, required: true } : flag));
}

function flagOf(line: string): Flag | undefined {
  const match = flagLine.exec(line);
  if (match === null) return undefined;
  const [, shorthand, name, array, int32, noValue, value, usage] = match;
  return {
    name: name!,
    type:
      array !== undefined
        ? 'stringArray'
        : int32 !== undefined
          ? 'int32'
          : noValue !== undefined
            ? 'optionalString'
            : typeOf(value!),
    default: unquoted(value!),
    usage: usage!,
    ...(shorthand === undefined ? {} : { shorthand }),
    ...(noValue === undefined ? {} : { noValue }),
  };
}

function typeOf(value: string): FlagType {
  if (value === 'true' || value === 'false') return 'bool';
  if (value.startsWith("'")) return 'string';
  if (value.startsWith('[')) return 'stringSlice';
  if (value === '') return 'stringToString';
  return /^-?\d+$/.test(value) ? 'int' : 'duration';
}

function unquoted(value: string): string {
  return value.startsWith("'") ? value.slice(1, -1) : value;
}

const sharedTables = new Map<KubectlRelease['name'], ReadonlyMap<string, Flag>>();

function sharedOf(release: KubectlRelease): ReadonlyMap<string, Flag> {
  let table = sharedTables.get(release.name);
  if (table === undefined) {
    table = new Map(
      sharedFlags[release.name].split('\n').flatMap((line) => {
        const flag = flagOf(line);
        return flag === undefined ? [] : [[flag.name, flag] as const];
      }),
    );
    sharedTables.set(release.name, table);
  }
  return table;
}
