import { isStatusError } from '../../../engine/api/status.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { resourcePath } from '../../client/rest-mapper.ts';
import { watchError, watchPath } from '../../client/watch.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { isListObject, isRecord, listAt, textAt, type Json } from '../../object.ts';
import { goJson } from '../../printers/json.ts';
import { isTable, readTable, TablePrinter } from '../../printers/table.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import { select, type Selection } from '../../resource-builder/builder.ts';
import { resourceVersionOf, type Info } from '../../resource-builder/info.ts';
import { objectsPrinter } from './output.ts';
import { tableOf, tableOptions } from './tables.ts';

/** `get -w`: what is there now, then every change, until interrupted (GetOptions.watch). */
export function* watchObjects(invocation: Invocation, selection: Selection, human: boolean): Task<void> {
  const { flags, client, release } = invocation;
  const result = yield* select(invocation, {
    ...selection,
    continueOnError: false,
    flatten: false,
    singleResourceType: true,
    ignoreNotFound: false,
  });
  let infos: readonly Info[];
  try {
    infos = yield* result.infos();
  } catch (error) {
    if (isStatusError(error, 'NotFound') && flags.bool('ignore-not-found')) return;
    throw error;
  }
  const info = infos[0]!;
  const print = human ? tableSink(invocation, info) : objectSink(invocation);
  const isList = info.name === '';
  if (!flags.bool('watch-only')) {
    const first = infos.length > 1 ? infos.map(({ object }) => object) : [info.object];
    const initial = human || !isList ? first : itemsOf(info.object);
    for (const object of initial) {
      if (isRecord(object)) yield* print(object, flags.bool('output-watch-events') ? 'ADDED' : undefined);
    }
  }
  if (infos.length > 1) {
    throw new CommandError(
      release.name === '1.20'
        ? 'watch is only supported on individual resources and resource collections - more than 1 resource was found'
        : 'you may only watch a single resource or type of resource at a time',
    );
  }
  const path = resourcePath(info.mapping, info.namespace);
  let skipFirst = !isList;
  yield* watchPath(
    client,
    path,
    {
      query: {
        ...selection.query,
        resourceVersion: isList ? listVersion(info.object) : '0',
        ...(isList && (selection.labelSelector ?? '') !== '' ? { labelSelector: selection.labelSelector! } : {}),
        ...(isList && (selection.fieldSelector ?? '') !== '' ? { fieldSelector: selection.fieldSelector! } : {}),
        ...(isList ? {} : { fieldSelector: `metadata.name=${info.name}` }),
      },
      ...(selection.accept === undefined ? {} : { accept: selection.accept }),
    },
    function* (event) {
      if (event.type === 'ERROR') throw watchError(event);
      // A watch of one object begins with the state that has been printed already.
      if (skipFirst) {
        skipFirst = false;
        return false;
      }
      yield* print(event.object, flags.bool('output-watch-events') ? event.type : undefined);
      return false;
    },
  );
}

/** The items of a list, each with its kind. */
function itemsOf(list: unknown): readonly Json[] {
  const kind = textAt(list, 'kind').replace(/List$/, '');
  return listAt(list, 'items')
    .filter(isRecord)
    .map((item) => ({ apiVersion: textAt(list, 'apiVersion'), kind, ...item }));
}

function listVersion(object: unknown): string {
  return resourceVersionOf(object) || '0';
}

type Sink = (object: Json, eventType: string | undefined) => Task<void>;

function tableSink(invocation: Invocation, info: Info): Sink {
  const printer = new TablePrinter(tableOptions(invocation, info.mapping, false));
  const writer = TabWriter.forTables();
  return function* (object, eventType): Task<void> {
    printer.print(isTable(object) ? readTable(object) : tableOf(invocation, object), writer, eventType ?? '');
    const text = writer.flush();
    if (text !== '') yield* invocation.out(text);
  };
}

function objectSink(invocation: Invocation): Sink {
  const printer = objectsPrinter(invocation);
  return function* (object, eventType): Task<void> {
    if (eventType === undefined || isListObject(object)) return yield* invocation.out(printer(object));
    const isJson = invocation.flags.string('output') === 'json';
    // The JSON printer writes an event as one line and leaves nothing out of it.
    yield* invocation.out(
      isJson ? `{"type":${goJson(eventType)},"object":${goJson(object)}}\n` : printer({ type: eventType, object }),
    );
  };
}
