import { AppletError, complain, out, type Applet } from './applet.ts';
import { eachInput, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';
import { md5, sha1, sha256 } from './digests.ts';

/** Bytes of a text as they would be on a disk. */
function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export const base64: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'di',
    values: 'w',
    long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
    usage: '[-d] [-w COL] [FILE]',
  });
  const width = Number(options.value('w') ?? 76);
  if (!Number.isInteger(width) || width < 0) throw new AppletError(`invalid wrap size: '${options.value('w')}'`);
  let status = 0;
  const ok = yield* eachInput(call, options.operands.slice(0, 1), function* (fd) {
    const text = yield* readToEnd(call.p, fd);
    if (!options.has('d')) {
      const encoded = btoa(String.fromCharCode(...bytesOf(text)));
      yield* out(call, width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
      return;
    }
    const clean = text.replace(options.has('i') ? /[^A-Za-z0-9+/=]/g : /\n/g, '');
    const sound = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(clean)![0];
    yield* out(call, new TextDecoder().decode(Uint8Array.from(atob(sound), (char) => char.charCodeAt(0))));
    if (sound.length === clean.length) return;
    yield* complain(call, call.flavour === 'gnu' ? 'invalid input' : 'truncated input');
    status = 1;
  });
  return ok ? status : 1;
};

function sumApplet(digest: (bytes: Uint8Array) => string): Applet {
  return function* (call) {
    const options = parseOptions(call, { flags: 'bt', refused: 'cswz', usage: '[FILE]...' });
    const ok = yield* eachInput(
      call,
      options.operands,
      function* (fd, path) {
        yield* out(call, `${digest(bytesOf(yield* readToEnd(call.p, fd)))}  ${path}\n`);
      },
      (path, error) =>
        call.flavour === 'gnu' ? `${path}: ${error.message}` : `can't open '${path}': ${error.message}`,
    );
    return ok ? 0 : 1;
  };
}

export const md5sum = sumApplet(md5);
export const sha1sum = sumApplet(sha1);
export const sha256sum = sumApplet(sha256);

/** The dumps of od and hexdump that people use: -c, -x1 bytes, and hexdump -C. */
export const od: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'cbx',
    values: 'AtN',
    refused: 'adfijlosvwS',
    usage: '[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [FILE]...',
  });
  const type = options.has('c') || options.value('t') === 'c' ? 'c' : options.value('t') === 'x1' ? 'x1' : undefined;
  if (type === undefined) throw new AppletError('only the formats -c and -t x1 are simulated');
  const radix = options.value('A') ?? 'o';
  const address = (at: number): string =>
    radix === 'n' ? '' : at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0');
  let text = '';
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    text += yield* readToEnd(call.p, fd);
  });
  const limit = options.value('N');
  const bytes = bytesOf(text).slice(0, limit === undefined ? undefined : Number(limit));
  const named: Readonly<Record<number, string>> = {
    0: '\\0',
    7: '\\a',
    8: '\\b',
    9: '\\t',
    10: '\\n',
    11: '\\v',
    12: '\\f',
    13: '\\r',
  };
  const cell = (byte: number): string => {
    if (type === 'x1') return ` ${byte.toString(16).padStart(2, '0')}`;
    const shown =
      named[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
    return shown.padStart(4);
  };
  for (let at = 0; at < bytes.length; at += 16)
    yield* out(call, `${address(at)}${[...bytes.slice(at, at + 16)].map(cell).join('')}\n`);
  if (radix !== 'n') yield* out(call, `${address(bytes.length)}\n`);
  return ok ? 0 : 1;
};

export const hexdump: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'Cv',
    values: 'n',
    refused: 'bcdoxefs',
    usage: '[-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...',
  });
  if (!options.has('C')) throw new AppletError('only the format -C is simulated');
  let text = '';
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    text += yield* readToEnd(call.p, fd);
  });
  const limit = options.value('n');
  const bytes = bytesOf(text).slice(0, limit === undefined ? undefined : Number(limit));
  const address = (at: number): string => at.toString(16).padStart(8, '0');
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.slice(at, at + 16)];
    const hex = row.map((byte, index) => `${index === 8 ? ' ' : ''} ${byte.toString(16).padStart(2, '0')}`).join('');
    const shown = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    yield* out(call, `${address(at)} ${hex.padEnd(50)} |${shown}|\n`);
  }
  if (bytes.length > 0) yield* out(call, `${address(bytes.length)}\n`);
  return ok ? 0 : 1;
};
