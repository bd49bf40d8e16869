import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { parseYaml, YamlError } from '../decode/yaml/index.ts';
import { BareError, CommandError } from '../errors.ts';
import { parseServer, type ServerUrl } from './address.ts';
import { quote } from '../go/quote.ts';
import { listAt, isRecord, textAt, type Json } from '../object.ts';

/** What kubectl knows of its cluster: the kubeconfig file and the flags that choose from it. */
export interface Kubeconfig {
  readonly path: string;
  readonly file: Json;
  readonly context: string;
  readonly namespace: string;
  /** The server to dial; client-go falls back to localhost:8080. */
  readonly server: ServerUrl;
}

export interface ContextChoice {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly server?: string;
}

/** Where the kubeconfig is: --kubeconfig, $KUBECONFIG, or ~/.kube/config. */
export function kubeconfigPath(p: ProcessContext, given: string | undefined): string {
  if (given !== undefined && given !== '') return given;
  const fromEnvironment = p.env['KUBECONFIG'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  return `${p.env['HOME'] ?? ''}/.kube/config`;
}

/** Reads the kubeconfig. A missing file is an empty one, unless it was named (client-go clientcmd). */
export function readKubeconfig(p: ProcessContext, choice: ContextChoice): Kubeconfig {
  const path = kubeconfigPath(p, choice.kubeconfig);
  const file = readFile(p, path, choice.kubeconfig !== undefined && choice.kubeconfig !== '');
  const context =
    choice.context !== undefined && choice.context !== '' ? choice.context : textAt(file, 'current-context');
  const contextEntry = entry(file, 'contexts', context);
  if (context !== '' && contextEntry === undefined) {
    throw new BareError(`Error in configuration: context was not found for specified context: ${context}
`);
  }
  const cluster =
    choice.cluster !== undefined && choice.cluster !== '' ? choice.cluster : textAt(contextEntry, 'context', 'cluster');
  const clusterEntry = entry(file, 'clusters', cluster);
  if (choice.cluster !== undefined && choice.cluster !== '' && clusterEntry === undefined) {
    throw new CommandError(`no server found for cluster ${quote(choice.cluster)}`);
  }
  if (choice.user !== undefined && choice.user !== '' && entry(file, 'users', choice.user) === undefined) {
    throw new CommandError(`auth info ${quote(choice.user)} does not exist`);
  }
  const given = (choice.server ?? '') || textAt(clusterEntry, 'cluster', 'server');
  return {
    path,
    file,
    context,
    namespace: textAt(contextEntry, 'context', 'namespace') || 'default',
    server: parseServer(given || 'http://localhost:8080'),
  };
}

/** The named entry of a kubeconfig list. */
export function entry(file: Json, list: 'contexts' | 'clusters' | 'users', name: string): Json | undefined {
  return listAt(file, list).find((one): one is Json => isRecord(one) && textAt(one, 'name') === name);
}

/** The file as decoded YAML; a missing one is empty unless it must exist. */
export function readFile(p: ProcessContext, path: string, mustExist: boolean): Json {
  let text: string;
  try {
    text = p.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'ENOENT' && !mustExist) return {};
    throw new CommandError(
      error.code === 'ENOENT'
        ? `stat ${path}: no such file or directory`
        : `error loading config file ${quote(path)}: open ${path}: ${error.message.toLowerCase()}`,
    );
  }
  try {
    const parsed = parseYaml(text);
    return isRecord(parsed) ? parsed : {};
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(`error loading config file ${quote(path)}: ${error.message}`);
  }
}
