import type { Task } from '../../../engine/sim/task.ts';
import { kindWord, type RestMapping } from '../../client/rest-mapper.ts';
import type { Invocation } from '../../command.ts';
import { BareError, CommandError } from '../../errors.ts';
import { klogLine } from '../../go/klog.ts';
import { isListObject, isRecord, listAt } from '../../object.ts';
import {
  isTable,
  readTable,
  TablePrinter,
  tableOfObjects,
  type Table,
  type TableOptions,
} from '../../printers/table.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import type { Info } from '../../resource-builder/info.ts';
import { sortObjects, Unsortable } from './sort.ts';

/** The table options of the flags, for one kind. */
export function tableOptions(invocation: Invocation, mapping: RestMapping, withKind: boolean): TableOptions {
  const { flags } = invocation;
  return {
    noHeaders: flags.bool('no-headers'),
    wide: flags.string('output') === 'wide',
    withNamespace: flags.bool('all-namespaces') && mapping.namespaced,
    kind: withKind || flags.bool('show-kind') ? kindWord(mapping) : undefined,
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
  };
}

/** The rows of what the server answered: its Table, or names and ages of plain objects. */
export function tableOf(invocation: Invocation, object: unknown): Table {
  if (isTable(object)) return readTable(object);
  const objects = isListObject(object) ? listAt(object, 'items').filter(isRecord) : isRecord(object) ? [object] : [];
  return tableOfObjects(objects, invocation.p.now());
}

/** Prints one table a kind, with a blank line between; whether anything was printed. */
export function* printTables(invocation: Invocation, infos: readonly Info[]): Task<boolean> {
  const withKind =
    new Set(infos.map((info) => `${info.mapping.group}/${info.mapping.version}/${info.mapping.kind}`)).size > 1;
  const writer = TabWriter.forTables();
  const sortBy = invocation.flags.string('sort-by');
  let written = '';
  let printer: TablePrinter | undefined;
  let last: RestMapping | undefined;
  let separate = false;
  const flush = (): void => {
    const text = writer.flush();
    if (text !== '' && separate) {
      written += '\n';
      separate = false;
    }
    written += text;
  };
  for (const info of infos) {
    if (printer === undefined || last !== info.mapping) {
      flush();
      writer.forgetWidths();
      if (last !== undefined && !invocation.flags.bool('no-headers') && written !== '') separate = true;
      printer = new TablePrinter(tableOptions(invocation, info.mapping, withKind));
      last = info.mapping;
    }
    const table = tableOf(invocation, info.object);
    let { rows } = table;
    try {
      // SortingPrinter.PrintObj looks at a field only where there is something to sort.
      if (rows.length > 1) rows = sortObjects(rows, sortBy, (row) => row.object);
    } catch (error) {
      // kubectl drops what its sorting printer says (GetOptions.Run ignores PrintObj's error): the table is just not printed.
      if (!(error instanceof CommandError)) throw error;
      if (error instanceof Unsortable) throw fatal(invocation, error.message);
      continue;
    }
    printer.print({ ...table, rows }, writer);
  }
  flush();
  yield* invocation.out(written);
  return written !== '';
}

/** `klog.Fatalf` in v1.20 (whose goroutine stacks are not printed here), `klog.Exitf` in v1.36: TableSorter.Less. */
function fatal({ p, release }: Invocation, message: string): BareError {
  const [line, exitCode] = release.name === '1.20' ? [360, 255] : [375, 1];
  return new BareError(klogLine(p, 'F', `sorter.go:${line}`, message), exitCode);
}
