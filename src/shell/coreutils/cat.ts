import { out, type Applet } from './applet.ts';
import { eachInput, LineReader } from './input.ts';
import { parseOptions } from './options.ts';

export const cat: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'nbsETAvteu',
    long: {
      number: 'n',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
      'show-nonprinting': 'v',
    },
    usage: '[-nbvteA] [FILE]...',
  });
  const nonblank = options.has('b');
  const number = options.has('n') || nonblank;
  const ends = options.has('E') || options.has('A') || options.has('e');
  const tabs = options.has('T') || options.has('A') || options.has('t');
  const squeeze = options.has('s');
  const nonprinting = ['v', 'A', 'e', 't'].some((letter) => options.has(letter));
  const plain = !(number || ends || tabs || squeeze || nonprinting);
  let line = 0;
  let blank = false;
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    if (plain) {
      for (let chunk = yield* call.p.read(fd); chunk !== ''; chunk = yield* call.p.read(fd)) yield* out(call, chunk);
      return;
    }
    const reader = new LineReader(call.p, fd);
    for (let text = yield* reader.next(); text !== undefined; text = yield* reader.next()) {
      const isBlank = text === '\n';
      if (squeeze && isBlank && blank) continue;
      blank = isBlank;
      let shown = text.endsWith('\n') ? text.slice(0, -1) : text;
      if (nonprinting) shown = visible(shown);
      if (tabs) shown = shown.replace(/\t/g, '^I');
      if (number && !(nonblank && isBlank)) shown = `${String(++line).padStart(6)}\t${shown}`;
      yield* out(call, `${shown}${text.endsWith('\n') ? `${ends ? '$' : ''}\n` : ''}`);
    }
  });
  return ok ? 0 : 1;
};

/** Control characters as ^X. */
function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (char) =>
    char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`,
  );
}
