import { AppletError } from '../applet.ts';

/** What a command line of curl asks for. */
export interface Settings {
  readonly flags: Set<string>;
  readonly headers: string[];
  readonly data: string[];
  readonly urls: string[];
  readonly outputs: string[];
  readonly values: Map<string, string>;
}

const flagNames: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  i: 'include',
  I: 'head',
  v: 'verbose',
  k: 'insecure',
  L: 'location',
  f: 'fail',
  O: 'remote-name',
  G: 'get',
  N: 'no-buffer',
  '4': 'ipv4',
  g: 'globoff',
};
const valueNames: Readonly<Record<string, string>> = {
  X: 'request',
  d: 'data',
  H: 'header',
  o: 'output',
  m: 'max-time',
  w: 'write-out',
  u: 'user',
  A: 'user-agent',
};
const longFlags = new Set([...Object.values(flagNames), 'compressed', 'no-progress-meter']);
const longValues = new Set([
  ...Object.values(valueNames),
  'connect-timeout',
  'data-raw',
  'data-binary',
  'data-ascii',
  'retry',
  'retry-delay',
  'url',
  'resolve',
  'noproxy',
  'max-redirs',
]);
/** Real options that would change what happens on the wire. */
const refusedOptions = new Set([
  'F',
  'form',
  'T',
  'upload-file',
  'x',
  'proxy',
  'b',
  'cookie',
  'c',
  'cookie-jar',
  'K',
  'config',
  'E',
  'cert',
  'key',
  'cacert',
  'r',
  'range',
  'unix-socket',
  'http2',
  'json',
  'data-urlencode',
  'Z',
  'parallel',
  'socks5',
  'interface',
]);

export const tryHelp = "try 'curl --help' or 'curl --manual' for more information";

export function parseSettings(args: readonly string[]): Settings {
  const settings: Settings = { flags: new Set(), headers: [], data: [], urls: [], outputs: [], values: new Map() };
  const take = (name: string, value: string | undefined, shown: string): void => {
    if (value === undefined) throw new AppletError(`option ${shown}: requires parameter\ncurl: ${tryHelp}`, 2);
    if (name === 'header') settings.headers.push(value);
    else if (name === 'output') settings.outputs.push(value);
    else if (name === 'url') settings.urls.push(value);
    else if (name === 'data' || name === 'data-ascii' || name === 'data-binary') settings.data.push(value);
    else if (name === 'data-raw') settings.data.push(value.startsWith('@') ? `\0${value}` : value);
    else settings.values.set(name, value);
  };
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (!word.startsWith('-') || word === '-') {
      settings.urls.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const name = word.slice(2);
      if (refusedOptions.has(name)) throw new AppletError(`option ${word}: not simulated`, 2);
      if (longFlags.has(name)) settings.flags.add(name);
      else if (longValues.has(name)) take(name, args[++index], word);
      else throw new AppletError(`option ${word}: is unknown\ncurl: ${tryHelp}`, 2);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!;
      const value = valueNames[letter];
      const flag = flagNames[letter];
      if (value !== undefined) {
        take(value, at + 1 < word.length ? word.slice(at + 1) : args[++index], `-${letter}`);
        break;
      }
      if (refusedOptions.has(letter)) throw new AppletError(`option -${letter}: not simulated`, 2);
      if (flag === undefined) throw new AppletError(`option ${word}: is unknown\ncurl: ${tryHelp}`, 2);
      settings.flags.add(flag);
    }
  }
  return settings;
}

/** An option that is a number of seconds, in ms. */
export function seconds(settings: Settings, name: string): number | undefined {
  const text = settings.values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d*\.?\d+$/.test(text))
    throw new AppletError(
      `option ${name === 'max-time' ? '-m' : `--${name}`}: expected a proper numerical parameter\ncurl: ${tryHelp}`,
      2,
    );
  return Number(text) * 1000;
}
