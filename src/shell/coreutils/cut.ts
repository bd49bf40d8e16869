import { AppletError, out, type Applet, type Invocation } from './applet.ts';
import { eachInput, LineReader } from './input.ts';
import { parseOptions } from './options.ts';

/** `1,3-5,7-`: ranges that count from 1. Undefined for a malformed list. */
export function parseRanges(text: string): readonly (readonly [from: number, to: number])[] | undefined {
  const ranges: [number, number][] = [];
  for (const part of text.split(/[, ]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null || (match[1] === '' && match[3] === '')) return undefined;
    const from = match[1] === '' ? 1 : Number(match[1]);
    const to = match[2] === '' ? from : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (from === 0 || to === 0 || to < from) return undefined;
    ranges.push([from, to]);
  }
  return ranges;
}

function fail(call: Invocation, message: string): AppletError {
  return new AppletError(call.flavour === 'gnu' ? `${message}\nTry 'cut --help' for more information.` : message);
}

export const cut: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'sn',
    values: 'dfcbO',
    long: {
      delimiter: 'd',
      fields: 'f',
      characters: 'c',
      bytes: 'b',
      'only-delimited': 's',
      'output-delimiter': 'O',
      complement: 'C',
    },
    refused: 'z',
    usage: '[OPTIONS] [FILE]...',
  });
  const modes = options.order.filter(([letter]) => 'fcb'.includes(letter));
  if (modes.length === 0) {
    throw fail(
      call,
      `${call.flavour === 'gnu' ? 'you must specify' : 'expected'} a list of bytes, characters, or fields`,
    );
  }
  if (modes.length > 1) throw fail(call, 'only one type of list may be specified');
  const [mode, list] = modes[0]!;
  const ranges = parseRanges(list!);
  if (ranges === undefined) {
    throw fail(
      call,
      /(^|[, -])0/.test(list!)
        ? mode === 'f'
          ? 'fields are numbered from 1'
          : 'byte/character positions are numbered from 1'
        : `invalid ${mode === 'f' ? 'field' : 'byte/character position'} value '${list}'`,
    );
  }
  const delimiter = options.value('d') ?? '\t';
  if ([...delimiter].length !== 1) throw fail(call, 'the delimiter must be a single character');
  if (mode !== 'f' && options.has('d'))
    throw fail(call, 'an input delimiter may be specified only when operating on fields');
  const glue = options.value('O') ?? (mode === 'f' ? delimiter : '');
  const chosen = (index: number): boolean =>
    ranges.some(([from, to]) => index >= from && index <= to) !== options.has('C');
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    const reader = new LineReader(call.p, fd);
    for (let raw = yield* reader.next(); raw !== undefined; raw = yield* reader.next()) {
      const line = raw.replace(/\n$/, '');
      if (mode === 'f' && !line.includes(delimiter)) {
        if (!options.has('s')) yield* out(call, `${line}\n`);
        continue;
      }
      const parts = mode === 'f' ? line.split(delimiter) : [...line];
      yield* out(call, `${parts.filter((_, index) => chosen(index + 1)).join(glue)}\n`);
    }
  });
  return ok ? 0 : 1;
};
