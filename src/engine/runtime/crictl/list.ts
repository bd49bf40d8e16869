import { crictlTable, table } from '../tools/table.ts';
import type { Flag } from '../tools/flags.ts';
import { humanDuration } from '../tools/units.ts';
import {
  compileRegex,
  CrictlError,
  parseLabels,
  ShowHelp,
  takeLast,
  truncated,
  type CrictlCommand,
} from './command.ts';
import { podLabels, listContainers, newestFirst } from './select.ts';
import { containerStatus, sandboxStatus } from './status.ts';

const stateNames = { created: 'Created', running: 'Running', exited: 'Exited' } as const;
const sandboxStates = { ready: 'Ready', notready: 'NotReady' } as const;

const output: Flag = {
  name: 'output',
  short: 'o',
  type: 'string',
  default: 'table',
  usage: 'Output format, One of: json|yaml|table',
};
const latest: readonly Flag[] = [
  { name: 'latest', short: 'l', type: 'bool', usage: 'Show the most recently created container (includes all states)' },
  {
    name: 'last',
    short: 'n',
    type: 'int',
    usage: 'Show last n recently created containers (includes all states). Set 0 for unlimited.',
  },
];

export const ps: CrictlCommand = {
  name: 'ps',
  usage: 'List containers',
  argsUsage: '[command options]',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Show all containers' },
    { name: 'id', type: 'string', usage: 'Filter by container id' },
    { name: 'image', type: 'string', usage: 'Filter by container image' },
    { name: 'label', type: 'list', usage: 'Filter by key=value label' },
    ...latest,
    { name: 'name', type: 'string', usage: 'Filter by container name regular expression pattern' },
    { name: 'namespace', type: 'string', usage: 'Filter by pod namespace regular expression pattern' },
    { name: 'no-trunc', type: 'bool', usage: 'Show output without truncating the ID' },
    output,
    { name: 'pod', short: 'p', type: 'string', usage: 'Filter by pod id' },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only display container IDs' },
    { name: 'resolve-image-path', short: 'r', type: 'bool', usage: 'Show image path instead of image id' },
    { name: 'state', short: 's', type: 'string', usage: 'Filter by container state' },
  ],
  *run(p, runtime, flags) {
    if (flags.positional.length > 0) throw new ShowHelp();
    const containers = listContainers(runtime, flags);
    const format = flags.text('output');
    if (format === 'json') {
      yield* p.write(
        1,
        `${JSON.stringify({ containers: containers.map((c) => containerStatus(runtime, c)) }, null, 2)}\n`,
      );
      return 0;
    }
    if (format !== 'table')
      throw new CrictlError(`listing containers: unsupported output format ${JSON.stringify(format)}`);
    if (flags.bool('quiet')) {
      yield* p.write(1, containers.map((container) => `${container.id}\n`).join(''));
      return 0;
    }
    const full = flags.bool('no-trunc');
    const shown = (id: string): string => (full ? id : truncated(id));
    const rows = containers.map((container) => [
      shown(container.id),
      flags.bool('resolve-image-path') ? container.imageRef : shown(container.image.id),
      `${humanDuration(p.now() - container.createdAt)} ago`,
      stateNames[container.state],
      container.config.name,
      String(container.config.attempt),
      shown(container.sandbox.id),
      container.sandbox.config.name,
      container.sandbox.config.namespace,
    ]);
    const header = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'];
    yield* p.write(1, table([header, ...rows], crictlTable));
    return 0;
  },
};

export const pods: CrictlCommand = {
  name: 'pods',
  usage: 'List pods',
  argsUsage: '[command options]',
  flags: [
    { name: 'id', type: 'string', usage: 'filter by pod id' },
    { name: 'label', type: 'list', usage: 'Filter by key=value label' },
    { name: 'last', short: 'n', type: 'int', usage: 'Show last n recently created pods. Set 0 for unlimited' },
    { name: 'latest', short: 'l', type: 'bool', usage: 'Show the most recently created pod' },
    { name: 'name', type: 'string', usage: 'Filter by pod name regular expression pattern' },
    { name: 'namespace', type: 'string', usage: 'Filter by pod namespace regular expression pattern' },
    { name: 'no-trunc', type: 'bool', usage: 'Show output without truncating the ID' },
    output,
    { name: 'quiet', short: 'q', type: 'bool', usage: 'List only pod IDs' },
    { name: 'state', short: 's', type: 'string', usage: 'Filter by pod state' },
  ],
  *run(p, runtime, flags) {
    const state = flags.text('state')?.toLowerCase();
    if (state !== undefined && state !== 'ready' && state !== 'notready') {
      yield* p.write(
        2,
        `${new Date(p.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} --state should be ready or notready\n`,
      );
      return 1;
    }
    const name = compileRegex(flags.text('name'));
    const namespace = compileRegex(flags.text('namespace'));
    const labels = parseLabels(flags.list('label'));
    const found = newestFirst(runtime.sandboxRecords.values()).filter((sandbox) => {
      const own: Record<string, string> = { ...sandbox.config.labels, ...podLabels(sandbox) };
      return (
        (state === undefined || sandbox.state === state) &&
        sandbox.id.startsWith(flags.text('id') ?? '') &&
        (name?.test(sandbox.config.name) ?? true) &&
        (namespace?.test(sandbox.config.namespace) ?? true) &&
        labels.every(([key, value]) => own[key] === value)
      );
    });
    const sandboxes = takeLast(found, flags);
    const format = flags.text('output');
    if (format === 'json') {
      yield* p.write(1, `${JSON.stringify({ items: sandboxes.map(sandboxStatus) }, null, 2)}\n`);
      return 0;
    }
    if (format !== 'table')
      throw new CrictlError(`listing pod sandboxes: unsupported output format ${JSON.stringify(format)}`);
    if (flags.bool('quiet')) {
      yield* p.write(1, sandboxes.map((sandbox) => `${sandbox.id}\n`).join(''));
      return 0;
    }
    const rows = sandboxes.map((sandbox) => [
      flags.bool('no-trunc') ? sandbox.id : truncated(sandbox.id),
      `${humanDuration(p.now() - sandbox.createdAt)} ago`,
      sandboxStates[sandbox.state],
      sandbox.config.name,
      sandbox.config.namespace,
      String(sandbox.config.attempt),
      '(default)',
    ]);
    const header = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'];
    yield* p.write(1, table([header, ...rows], crictlTable));
    return 0;
  },
};
