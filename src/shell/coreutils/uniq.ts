import { out, type Applet } from './applet.ts';
import { eachInput, LineReader, openFailure } from './input.ts';
import { parseOptions } from './options.ts';
import { AppletError } from './applet.ts';

export const uniq: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'cdui',
    values: 'fsw',
    long: {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields': 'f',
      'skip-chars': 's',
      'check-chars': 'w',
    },
    refused: 'Dz',
    usage: '[-cduiz] [-f,s,w N] [FILE [OUTFILE]]',
  });
  if (options.operands.length > 1) throw new AppletError('an output file is not simulated; redirect standard output');
  const skipFields = Number(options.value('f') ?? 0);
  const skipChars = Number(options.value('s') ?? 0);
  const width = options.value('w') === undefined ? undefined : Number(options.value('w'));
  const keyOf = (line: string): string => {
    let key = line.replace(/\n$/, '');
    for (let left = skipFields; left > 0; left--) key = key.replace(/^\s*\S+/, '');
    key = key.slice(skipChars);
    if (width !== undefined) key = key.slice(0, width);
    return options.has('i') ? key.toLowerCase() : key;
  };
  const show = function* (line: string, count: number) {
    if (options.has('d') && count < 2) return;
    if (options.has('u') && count > 1) return;
    const text = line.endsWith('\n') ? line : `${line}\n`;
    yield* out(call, options.has('c') ? `${String(count).padStart(7)} ${text}` : text);
  };
  const ok = yield* eachInput(
    call,
    options.operands,
    function* (fd) {
      const reader = new LineReader(call.p, fd);
      let held: string | undefined;
      let count = 0;
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
        if (held !== undefined && keyOf(held) === keyOf(line)) count++;
        else {
          if (held !== undefined) yield* show(held, count);
          held = line;
          count = 1;
        }
      }
      if (held !== undefined) yield* show(held, count);
    },
    (path, error) => openFailure(call, path, error),
  );
  return ok ? 0 : 1;
};
