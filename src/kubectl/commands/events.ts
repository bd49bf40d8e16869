import { parseTime } from '../../engine/api/time.ts';
import type { Event } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { apiVersionOf, noResourceMatch } from '../client/rest-mapper.ts';
import { watchPath } from '../client/watch.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { intervalOf } from '../events/interval.ts';
import { allNamespacesFlag } from '../flags/common.ts';
import { bool, integer, strings, text } from '../flags/flag.ts';
import { isRecord, listAt, textAt, type Json } from '../object.ts';
import { objectFormats, objectPrinter, printFlags } from '../printers/output.ts';
import { TabWriter } from '../printers/tabwriter.ts';
import type { KubectlRelease } from '../releases.ts';
import { interruptible } from '../signals.ts';

/** kubectl/pkg/cmd/events/events.go; a command of its own since v1.26. */
export function events(release: KubectlRelease): Command | undefined {
  if (release.name === '1.20') return undefined;
  return {
    name: 'events',
    short: 'List events',
    long: `Display events.

 Prints a table of the most important information about events. You can request events for a namespace, for all namespace, or filtered to only those pertaining to a specified resource.`,
    examples: [
      '# List recent events in the default namespace',
      'kubectl events',
      '# List recent events in all namespaces',
      'kubectl events --all-namespaces',
      '# List recent events for the specified pod, then wait for more events and list them as they arrive',
      'kubectl events --for pod/web-pod-13je7 --watch',
      '# List recent events in YAML format',
      'kubectl events -oyaml',
      "# List recent only events of type 'Warning' or 'Normal'",
      'kubectl events --types=Warning,Normal',
    ],
    usage: `events [(-o|--output=)${objectFormats(release).join('|')}] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
    flags: [
      ...printFlags(release),
      bool('watch', 'After listing the requested events, watch for more events.', { shorthand: 'w' }),
      allNamespacesFlag(
        'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
      ),
      text('for', 'Filter events to only those pertaining to the specified resource.'),
      strings('types', 'Output only events of given types.'),
      bool('no-headers', "When using the default output format, don't print headers."),
      integer('chunk-size', 'Return large lists in chunks rather than all at once. Pass 0 to disable.', {
        value: 500,
        bits: 64,
      }),
    ],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, client } = invocation;
  const all = flags.bool('all-namespaces');
  const fieldSelector = yield* involvedObject(invocation);
  const types = flags.list('types').map((type) => type.toLowerCase());
  const print = eventsPrinter(invocation);
  if (types.some((type) => type !== 'normal' && type !== 'warning')) {
    throw new CommandError('valid --types are Normal or Warning');
  }
  const path = all ? '/api/v1/events' : `/api/v1/namespaces/${encodeURIComponent(invocation.namespace)}/events`;
  const query = fieldSelector === undefined ? {} : { fieldSelector };
  const isWanted = (event: Json): boolean => types.length === 0 || types.includes(textAt(event, 'type').toLowerCase());
  if (flags.bool('watch')) {
    const watching = watchPath(client, path, { query }, function* (event): Task<boolean> {
      if (event.type === 'ERROR') return true;
      if (event.type !== 'DELETED' && isWanted(event.object)) yield* invocation.out(print([event.object], false));
      return false;
    });
    yield* interruptible(invocation, watching);
    return;
  }
  const list = yield* client.object('GET', path, { query });
  const found = listAt(list, 'items').filter(isRecord).filter(isWanted).map(typed);
  if (found.length === 0) {
    return yield* invocation.err(`No events found${all ? '' : ` in ${invocation.namespace} namespace`}.\n`);
  }
  yield* invocation.out(print([...found].sort(byTime), true));
}

/** The field selector of `--for TYPE/NAME`. */
function* involvedObject(invocation: Invocation): Task<string | undefined> {
  const target = invocation.flags.string('for');
  if (target === '') return undefined;
  const [type = '', name, ...more] = target.split('/');
  if (name === undefined) throw new CommandError('--for must be in resource/name form');
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const mapping = yield* invocation.client.mapper.find(type.toLowerCase());
  if (mapping === undefined) throw noResourceMatch(type.toLowerCase());
  if (name === '') return undefined;
  return [
    `involvedObject.kind=${mapping.kind}`,
    `involvedObject.apiVersion=${apiVersionOf(mapping)}`,
    `involvedObject.name=${name}`,
  ].join(',');
}

type EventsPrinter = (events: readonly Json[], isList: boolean) => string;

/** The table of event_printer.go, or what -o asks for. */
function eventsPrinter(invocation: Invocation): EventsPrinter {
  const { flags, p } = invocation;
  if (flags.string('output') !== '') {
    const printer = objectPrinter(invocation, 'events', true);
    // The name printer refuses a list, and nobody hears what it says (EventsOptions.Run drops the error).
    const isName = flags.string('output') === 'name';
    return (list, isList) =>
      isList && isName
        ? ''
        : printer(
            isList
              ? { apiVersion: 'v1', items: list, kind: 'EventList', metadata: {} }
              : { apiVersion: 'v1', kind: 'Event', ...list[0] },
          );
  }
  const withNamespace = flags.bool('all-namespaces');
  const writer = TabWriter.forTables();
  let withHeader = !flags.bool('no-headers');
  return (list) => {
    if (withHeader) writer.write(`${withNamespace ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
    withHeader = false;
    for (const object of list) {
      const event = object as unknown as Event;
      const { kind = '', name = '' } = event.involvedObject;
      const cells = [
        intervalOf(event, p.now()),
        event.type ?? '',
        event.reason ?? '',
        `${kind}/${name}`,
        (event.message ?? '').trim(),
      ];
      if (withNamespace) cells.unshift(event.metadata?.namespace ?? '');
      writer.write(`${cells.join('\t')}\n`);
    }
    return writer.flush();
  };
}

function typed(event: Json): Json {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = event;
  return { kind: 'Event', apiVersion: 'v1', ...rest };
}

function byTime(a: Json, b: Json): number {
  return timeOf(a as unknown as Event) - timeOf(b as unknown as Event);
}

function timeOf(event: Event): number {
  const time = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime;
  return (time === undefined || time === null ? undefined : parseTime(time)) ?? 0;
}
