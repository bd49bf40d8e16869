import { familiarRepository, parseImageReference } from '../../images/reference.ts';
import { renderTemplate, TemplateError } from '../tools/go-template.ts';
import { dockerTable, ellipsis, quote, table } from '../tools/table.ts';
import { humanDuration, humanSize } from '../tools/units.ts';
import { daemonError, DockerError, type DockerCommand } from './command.ts';
import { dockerContainers, type DockerContainer } from './view.ts';

const defaultColumns = ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'];

/** Headers of docker/cli's cli/command/formatter/container.go (v20.10). */
const headers: Readonly<Record<string, string>> = {
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  RunningFor: 'CREATED',
  Ports: 'PORTS',
  State: 'STATE',
  Status: 'STATUS',
  Size: 'SIZE',
  Names: 'NAMES',
  Labels: 'LABELS',
  Mounts: 'MOUNTS',
  LocalVolumes: 'LOCAL VOLUMES',
  Networks: 'NETWORKS',
};

/** The image as `docker ps` shows it: FamiliarString without the digest; an id in 12 digits. */
export function shownImage(image: string, truncate: boolean): string {
  if (!truncate) return image;
  if (image.startsWith('sha256:')) return image.slice('sha256:'.length, 'sha256:'.length + 12);
  const { reference } = parseImageReference(image, '1.20');
  if (reference === undefined) return image;
  const name = familiarRepository(reference.repository);
  // A digest is stripped; a tag was given only if the text has one.
  return reference.digest === undefined && image.endsWith(`:${reference.tag ?? ''}`)
    ? `${name}:${reference.tag ?? ''}`
    : name;
}

/** State.String of moby/container/state.go. */
export function shownStatus(
  container: Pick<DockerContainer, 'state' | 'started' | 'finished' | 'exitCode'>,
  now: number,
): string {
  if (container.state === 'running') return `Up ${humanDuration(now - (container.started ?? now))}`;
  if (container.state === 'created' || container.started === undefined) return 'Created';
  return `Exited (${container.exitCode}) ${humanDuration(now - (container.finished ?? now))} ago`;
}

/** The command line, before quoting: arguments with spaces in single quotes (moby/daemon/list.go). */
export function shownCommand(argv: readonly string[]): string {
  return argv.map((argument, index) => (index > 0 && argument.includes(' ') ? `'${argument}'` : argument)).join(' ');
}

function psFields(container: DockerContainer, now: number, truncate: boolean): Record<string, string> {
  const command = shownCommand(container.argv);
  const created = Math.trunc(container.created / 1000) * 1000;
  const mounts = container.container?.config.mounts ?? [];
  return {
    ID: truncate ? container.id.slice(0, 12) : container.id,
    Image: shownImage(container.image, truncate),
    Command: quote(truncate ? ellipsis(command, 20) : command),
    CreatedAt: `${new Date(created).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
    RunningFor: `${humanDuration(now - created)} ago`,
    Ports: '',
    State: container.state,
    Status: shownStatus(container, now),
    Size: '',
    Names: container.name,
    Labels: Object.entries(container.labels)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(','),
    Mounts: mounts.map((mount) => (truncate ? ellipsis(mount.hostPath, 15) : mount.hostPath)).join(','),
    LocalVolumes: '0',
    Networks:
      container.container === undefined && container.sandbox.config.hostNetwork
        ? 'host'
        : container.container === undefined
          ? 'none'
          : '',
  };
}

/** The filters of `docker ps --filter`, by name. */
const filters: Readonly<Record<string, (container: DockerContainer, value: string) => boolean>> = {
  id: (container, value) => container.id.startsWith(value),
  name: (container, value) => new RegExp(value).test(container.name) || new RegExp(value).test(`/${container.name}`),
  status: (container, value) => container.state === value,
  exited: (container, value) => container.state === 'exited' && container.exitCode === Number(value),
  label: (container, value) => {
    const equals = value.indexOf('=');
    if (equals === -1) return Object.hasOwn(container.labels, value);
    return container.labels[value.slice(0, equals)] === value.slice(equals + 1);
  },
  ancestor: (container, value) =>
    container.imageId === value ||
    container.imageId.startsWith(`sha256:${value}`) ||
    shownImage(container.image, true) === value.replace(/:latest$/, ''),
};

const states = ['created', 'dead', 'exited', 'paused', 'removing', 'restarting', 'running'];

/** Throws DockerError for a filter that the daemon refuses. */
function filterContainers(
  containers: readonly DockerContainer[],
  given: readonly string[],
  all: boolean,
): DockerContainer[] {
  const wanted = new Map<string, string[]>();
  for (const filter of given) {
    const equals = filter.indexOf('=');
    if (equals === -1)
      throw new DockerError(
        `invalid argument ${quote(filter)} for "-f, --filter" flag: bad format of filter (expected name=value)`,
      );
    const name = filter.slice(0, equals).trim().toLowerCase();
    const value = filter.slice(equals + 1).trim();
    if (filters[name] === undefined) throw daemonError(`Invalid filter '${name}'`);
    if (name === 'status' && !states.includes(value)) {
      throw daemonError(`Unrecognised filter value for status: ${value}`);
    }
    if (name === 'name') {
      try {
        new RegExp(value);
      } catch {
        throw daemonError(`error parsing regexp: ${value}`);
      }
    }
    wanted.set(name, [...(wanted.get(name) ?? []), value]);
  }
  const everything = all || wanted.has('status') || wanted.has('exited');
  return containers.filter(
    (container) =>
      (everything || container.state === 'running') &&
      [...wanted].every(([name, values]) => {
        const test = filters[name];
        // Labels must all hold; of the others one is enough.
        return (
          test === undefined ||
          (name === 'label' ? values.every((v) => test(container, v)) : values.some((v) => test(container, v)))
        );
      }),
  );
}

/** Renders rows by a `--format`: `table TEMPLATE`, or a template per line. */
export function formatRows(
  format: string,
  headersByField: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, string>>[],
  type: string,
): string {
  const render = (template: string, fields: Readonly<Record<string, string>>): string => {
    try {
      return renderTemplate(
        template.replaceAll('\\t', '\t').replaceAll('\\n', '\n').replaceAll('{{json .}}', '\u0000'),
        fields,
        { type },
      ).replaceAll('\u0000', JSON.stringify(fields));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new DockerError(
        error.message.startsWith('template parsing error')
          ? error.message.replace('template parsing error: ', 'Template parsing error: ')
          : `Failed to execute template: ${error.message}`,
      );
    }
  };
  if (!format.startsWith('table')) return rows.map((fields) => `${render(format, fields)}\n`).join('');
  const template = format.slice('table'.length).trimStart();
  const lines = [render(template, headersByField), ...rows.map((fields) => render(template, fields))];
  return table(
    lines.map((line) => line.split('\t')),
    dockerTable,
  );
}

export const ps: DockerCommand = {
  name: 'ps',
  aliases: ['container ls', 'container ps', 'container list'],
  usage: 'ps [OPTIONS]',
  short: 'List containers',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Show all containers (default shows just running)' },
    { name: 'filter', short: 'f', type: 'list', value: 'filter', usage: 'Filter output based on conditions provided' },
    { name: 'format', type: 'string', usage: 'Pretty-print containers using a Go template' },
    {
      name: 'last',
      short: 'n',
      type: 'int',
      default: '-1',
      usage: 'Show n last created containers (includes all states) (default -1)',
    },
    { name: 'latest', short: 'l', type: 'bool', usage: 'Show the latest created container (includes all states)' },
    { name: 'no-trunc', type: 'bool', usage: "Don't truncate output" },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only display container IDs' },
    { name: 'size', short: 's', type: 'bool', usage: 'Display total file sizes' },
  ],
  args: { min: 0, max: 0 },
  *run(p, runtime, flags) {
    const last = flags.bool('latest') ? 1 : (flags.int('last') ?? -1);
    let shown = filterContainers(dockerContainers(runtime), flags.list('filter'), flags.bool('all') || last > 0);
    if (last > 0) shown = shown.slice(0, last);
    const truncate = !flags.bool('no-trunc');
    const rows = shown.map((container) => {
      const fields = psFields(container, p.now(), truncate);
      const own = container.container?.files.usage('/') ?? 0;
      const image = container.container?.image.size ?? 0;
      return { ...fields, Size: `${humanSize(own, 3)} (virtual ${humanSize(own + image, 3)})` };
    });
    const columns = flags.bool('size') ? [...defaultColumns, 'Size'] : defaultColumns;
    const format =
      flags.text('format') ??
      (flags.bool('quiet') ? '{{.ID}}' : `table ${columns.map((name) => `{{.${name}}}`).join('\t')}`);
    yield* p.write(
      1,
      formatRows(
        format === 'table' ? `table ${columns.map((name) => `{{.${name}}}`).join('\t')}` : format,
        headers,
        rows,
        '*formatter.ContainerContext',
      ),
    );
    return 0;
  },
};
