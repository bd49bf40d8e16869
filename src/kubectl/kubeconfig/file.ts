import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { kubeconfigPath, readFile } from '../client/kubeconfig.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { isRecord, listAt, recordAt, textAt, type Json } from '../object.ts';
import { goYaml } from '../printers/yaml.ts';
import type { KubectlRelease } from '../releases.ts';

export type Section = 'clusters' | 'contexts' | 'users';

/** The field that an entry of a list keeps its value in. */
export const valueField: Readonly<Record<Section, 'cluster' | 'context' | 'user'>> = {
  clusters: 'cluster',
  contexts: 'context',
  users: 'user',
};

/** A kubeconfig as client-go holds it: its lists as maps by name (clientcmd/api.Config). */
export interface Config {
  readonly clusters: ReadonlyMap<string, Json>;
  readonly contexts: ReadonlyMap<string, Json>;
  readonly users: ReadonlyMap<string, Json>;
  readonly currentContext: string;
}

/** The kubeconfig file that the config commands read and write. */
export interface ConfigFile {
  readonly path: string;
  /** Whether it was named by --kubeconfig. */
  readonly explicit: boolean;
  readonly config: Config;
}

/** Reads the file that --kubeconfig, $KUBECONFIG or the home directory names; a missing one is empty. */
export function loadConfig(p: ProcessContext, given: string): ConfigFile {
  const path = kubeconfigPath(p, given);
  if (given === '' && path.includes(':')) {
    throw new CommandError('Podarium reads and changes one kubeconfig file at a time, and KUBECONFIG names several');
  }
  return { path, explicit: given !== '', config: parseConfig(readFile(p, path, false)) };
}

export function parseConfig(file: Json): Config {
  const section = (name: Section): ReadonlyMap<string, Json> =>
    new Map(listAt(file, name).map((one) => [textAt(one, 'name'), recordAt(one, valueField[name])] as const));
  return {
    clusters: section('clusters'),
    contexts: section('contexts'),
    users: section('users'),
    currentContext: textAt(file, 'current-context'),
  };
}

/** The config with one entry set, or taken away. */
export function withEntry(config: Config, section: Section, name: string, value: Json | undefined): Config {
  const entries = new Map(config[section]);
  if (value === undefined) entries.delete(name);
  else entries.set(name, value);
  return { ...config, [section]: entries };
}

/** As it stands in a file, fields in the order of the Go struct, entries sorted by name (clientcmd/api/v1 Config). */
export function configObject(config: Config, release: KubectlRelease): Json {
  const list = (section: Section): readonly Json[] | null => {
    const names = [...config[section].keys()].sort();
    if (names.length === 0) return null;
    return names.map((name) => ({ name, [valueField[section]]: orderedEntry(section, config[section].get(name)!) }));
  };
  return {
    kind: 'Config',
    apiVersion: 'v1',
    // Gone from the files since v1.34.
    ...(release.name === '1.20' ? { preferences: {} } : {}),
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  };
}

const entryFields: Readonly<Record<Section, readonly string[]>> = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
  ],
  contexts: ['cluster', 'user', 'namespace'],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'username',
    'password',
  ],
};

/** What must stand in an entry even if it is empty. */
const requiredFields: Readonly<Record<Section, readonly string[]>> = {
  clusters: ['server'],
  contexts: ['cluster', 'user'],
  users: [],
};

function orderedEntry(section: Section, entry: Json): Json {
  const known = entryFields[section];
  const keys = [...known, ...Object.keys(entry).filter((key) => !known.includes(key))];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = entry[key] ?? '';
      const isEmpty = value === '' || value === false;
      return isEmpty && !requiredFields[section].includes(key) ? [] : [[key, value]];
    }),
  );
}

/** Writes the file; directories on the way are made (clientcmd.WriteToFile). */
export function saveConfig({ p, release }: Invocation, file: ConfigFile, config: Config): void {
  const text = goYaml(configObject(config, release));
  // A change that changes nothing leaves the file as somebody wrote it.
  if (text === goYaml(configObject(file.config, release))) return;
  const slash = file.path.lastIndexOf('/');
  try {
    if (slash > 0) makeDirectory(p, file.path.slice(0, slash));
    p.writeFile(file.path, text, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`open ${file.path}: ${error.message.toLowerCase()}`);
  }
}

function makeDirectory(p: ProcessContext, path: string): void {
  try {
    p.mkdir(path, 0o755);
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EEXIST') throw error;
  }
}

/** The config without secrets: tokens, passwords and certificates (RedactSecrets, ShortenConfig). */
export function redacted(config: Config): Config {
  const hide = (entries: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> =>
    new Map(
      [...entries].map(([name, entry]) => [
        name,
        Object.fromEntries(
          Object.entries(entry).map(([key, value]) => {
            if (value === '') return [key, value];
            if (key.endsWith('-data')) return [key, 'DATA+OMITTED'];
            return [key, key === 'token' || key === 'password' ? 'REDACTED' : value];
          }),
        ),
      ]),
    );
  return { ...config, clusters: hide(config.clusters), users: hide(config.users) };
}

/** Only what the current context uses (MinifyConfig). */
export function minified(config: Config): Config {
  const { currentContext } = config;
  if (currentContext === '') throw new CommandError('current-context must exist in order to minify');
  const context = config.contexts.get(currentContext);
  if (context === undefined) throw new CommandError(`cannot locate context ${currentContext}`);
  const only = (section: 'clusters' | 'users', name: string): ReadonlyMap<string, Json> => {
    if (name === '') return new Map();
    const entry = config[section].get(name);
    if (!isRecord(entry)) throw new CommandError(`cannot locate ${section === 'users' ? 'user' : 'cluster'} ${name}`);
    return new Map([[name, entry]]);
  };
  return {
    currentContext,
    contexts: new Map([[currentContext, context]]),
    clusters: only('clusters', textAt(context, 'cluster')),
    users: only('users', textAt(context, 'user')),
  };
}
