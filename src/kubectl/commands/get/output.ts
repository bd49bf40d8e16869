import { SysError } from '../../../engine/sim/process.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { CustomColumnsPrinter, parseCustomColumns, parseCustomColumnsTemplate } from '../../printers/custom-columns.ts';
import { nameText } from '../../printers/name.ts';
import { noPrinter, objectFormats, templatePrinter, type ObjectPrinter } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';

/** What `get -o` takes. */
export function getFormats(release: KubectlRelease): readonly string[] {
  return [...objectFormats(release), 'custom-columns', 'custom-columns-file', 'wide'];
}

/** Whether the server's table is printed, rather than the objects. */
export function isHumanReadable({ flags }: Invocation): boolean {
  return (flags.string('output') === '' && flags.string('template') === '') || flags.string('output') === 'wide';
}

/** The printer of objects that -o asks for. */
export function objectsPrinter(invocation: Invocation): ObjectPrinter {
  const { flags, p } = invocation;
  const output = flags.string('output');
  const template = templatePrinter(invocation, output);
  if (template !== undefined) return template;
  if (output === 'name') return (object) => nameText(object);
  const equals = output.indexOf('=');
  const name = equals < 0 ? output : output.slice(0, equals);
  const spec = flags.string('template') !== '' ? flags.string('template') : equals < 0 ? '' : output.slice(equals + 1);
  if (name === 'custom-columns') {
    const printer = new CustomColumnsPrinter(parseCustomColumns(spec), flags.bool('no-headers'));
    return (object) => printer.text(object);
  }
  if (name === 'custom-columns-file') {
    if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
    try {
      const printer = new CustomColumnsPrinter(parseCustomColumnsTemplate(p.readFile(spec)), flags.bool('no-headers'));
      return (object) => printer.text(object);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CommandError(`error reading template ${spec}, open ${spec}: ${error.message.toLowerCase()}\n`);
    }
  }
  throw noPrinter(output, getFormats(invocation.release));
}
