import type { Pod } from '../../../engine/api/types.ts';
import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { isReportable } from '../../errors.ts';
import { allNamespacesFlag, podRunningTimeout, podRunningTimeoutFlag } from '../../flags/common.ts';
import { strings, text } from '../../flags/flag.ts';
import { dir, join } from '../../go/path.ts';
import { isRecord, listAt, nameOf, textAt, type Json } from '../../object.ts';
import { noPrinter, objectFormats, printFlags, templatePrinter } from '../../printers/output.ts';
import { nameText } from '../../printers/name.ts';
import { inStructOrder } from '../../generate/struct-order.ts';
import type { KubectlRelease } from '../../releases.ts';
import { goFileError } from '../cp/file-error.ts';

/** What is dumped of a namespace, and the name of its file. */
const lists = [
  ['/api/v1', 'events', 'events'],
  ['/api/v1', 'replicationcontrollers', 'replication-controllers'],
  ['/api/v1', 'services', 'services'],
  ['/apis/apps/v1', 'daemonsets', 'daemonsets'],
  ['/apis/apps/v1', 'deployments', 'deployments'],
  ['/apis/apps/v1', 'replicasets', 'replicasets'],
  ['/api/v1', 'pods', 'pods'],
] as const;

/** kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go. */
export function dump(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'dump',
    short: old
      ? 'Dump lots of relevant info for debugging and diagnosis'
      : 'Dump relevant information for debugging and diagnosis',
    long: 'Dump nodes, events, controllers, services, pods and the logs of all containers of the kube-system and the current namespace, of those of --namespaces, or of all; to stdout, or as files below --output-directory.',
    examples: [
      '# Dump current cluster state to stdout',
      'kubectl cluster-info dump',
      '# Dump current cluster state to /path/to/cluster-state',
      'kubectl cluster-info dump --output-directory=/path/to/cluster-state',
      '# Dump all namespaces to stdout',
      'kubectl cluster-info dump --all-namespaces',
      '# Dump a set of namespaces to /path/to/cluster-state',
      'kubectl cluster-info dump --namespaces default,kube-system --output-directory=/path/to/cluster-state',
    ],
    usage: 'dump [flags]',
    flags: [
      ...printFlags(release).map((flag) => (flag.name === 'output' ? { ...flag, default: 'json' } : flag)),
      text(
        'output-directory',
        "Where to output the files.  If empty or '-' uses stdout, otherwise creates a directory hierarchy in that directory",
      ),
      strings('namespaces', 'A comma separated list of namespaces to dump.'),
      allNamespacesFlag('If true, dump all namespaces.  If true, --namespaces is ignored.'),
      podRunningTimeoutFlag('20s'),
    ],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { client, flags } = invocation;
  podRunningTimeout(invocation);
  const output = flags.string('output');
  const printer = templatePrinter(invocation, output, true) ?? (output === 'name' ? nameText : undefined);
  if (printer === undefined) throw noPrinter(output, objectFormats(invocation.release));
  const print = (list: Json): string => printer(inOrder(list, invocation.release));
  const extension = output === 'json' || output === 'yaml' ? `.${output}` : '.txt';
  const files = new Files(invocation, flags.string('output-directory'));
  yield* files.write(`nodes${extension}`, print(yield* client.object('GET', '/api/v1/nodes')));
  const given = flags.list('namespaces');
  const namespaces = flags.bool('all-namespaces')
    ? listAt(yield* client.object('GET', '/api/v1/namespaces'), 'items').map(nameOf)
    : given.length === 0
      ? ['kube-system', invocation.namespace]
      : given;
  for (const namespace of namespaces) {
    let pods: readonly Pod[] = [];
    for (const [group, resource, file] of lists) {
      const list = yield* client.object('GET', `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`);
      yield* files.write(`${namespace}/${file}${extension}`, print(list));
      if (resource === 'pods') pods = listAt(list, 'items').filter(isRecord) as unknown as readonly Pod[];
    }
    for (const pod of pods) {
      const name = pod.metadata?.name ?? '';
      let logs = '';
      for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
        const of = `logs for container ${container.name} of pod ${namespace}/${name} ====\n`;
        logs += `==== START ${of}${yield* logOf(invocation, namespace, name, container.name)}==== END ${of}`;
      }
      yield* files.write(`${namespace}/${name}/logs.txt`, logs);
    }
  }
  if (files.directory !== '') yield* invocation.out(`Cluster info dumped to ${files.directory}\n`);
}

/** A typed list: its items in the order of their struct, without the kind that the list says. */
function inOrder(list: Json, release: KubectlRelease): Json {
  const kind = textAt(list, 'kind').replace(/List$/, '');
  const apiVersion = textAt(list, 'apiVersion');
  const items = listAt(list, 'items')
    .filter(isRecord)
    .map((item) => {
      const { kind: _kind, apiVersion: _apiVersion, ...rest } = inStructOrder({ ...item, kind, apiVersion }, release);
      return rest;
    });
  return { kind: list['kind'], apiVersion, metadata: list['metadata'], items };
}

function* logOf(invocation: Invocation, namespace: string, pod: string, container: string): Task<string> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  try {
    const { body } = yield* invocation.client.request('GET', path, { query: { container } });
    return typeof body === 'string' ? body : '';
  } catch (error) {
    if (!isReportable(error)) throw error;
    return `Request log error: ${error.message}\n`;
  }
}

/** Standard output, or files below a directory that are begun anew. */
class Files {
  readonly directory: string;

  constructor(
    private readonly invocation: Invocation,
    directory: string,
  ) {
    this.directory = directory === '-' ? '' : directory;
  }

  *write(name: string, content: string): Task<void> {
    if (this.directory === '') return yield* this.invocation.out(content);
    const { p } = this.invocation;
    const path = join(this.directory, name);
    this.#makeDirectory(dir(path));
    try {
      p.writeFile(path, content);
    } catch (error) {
      throw goFileError('open', path, error);
    }
  }

  #makeDirectory(path: string): void {
    const { p } = this.invocation;
    try {
      if (p.stat(path).type === 'directory') return;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (dir(path) !== path) this.#makeDirectory(dir(path));
    }
    try {
      p.mkdir(path, 0o755);
    } catch (error) {
      throw goFileError('mkdir', path, error);
    }
  }
}
