import { AppletError, out, type Applet } from './applet.ts';
import { parseOptions } from './options.ts';
import { formatTime } from './time-format.ts';

const unitMilliseconds: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The dates of `date -d` that are simulated: @SECONDS, ISO dates, and `N units [ago]`, `now`, `yesterday`, `tomorrow`. */
export function parseDate(text: string, now: number): number | undefined {
  const word = text.trim();
  if (word === '' || word === 'now' || word === 'today') return now;
  if (word === 'yesterday') return now - 86_400_000;
  if (word === 'tomorrow') return now + 86_400_000;
  const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(word);
  if (seconds !== null) return Number(seconds[1]) * 1000;
  const relative = /^([-+]?\d+)\s*([a-z]+?)s?(\s+ago)?$/i.exec(word);
  if (relative !== null) {
    const unit = unitMilliseconds[relative[2]!.toLowerCase()];
    if (unit !== undefined) return now + Number(relative[1]) * unit * (relative[3] === undefined ? 1 : -1);
  }
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|[-+]\d\d:?\d\d)?)?$/.exec(
    word,
  );
  if (iso === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = iso;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = /^([-+])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (offset === null) return time;
  return time - (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
}

const isoFormats: Readonly<Record<string, string>> = {
  date: '%F',
  hours: '%FT%H%:z',
  minutes: '%FT%H:%M%:z',
  seconds: '%FT%H:%M:%S%:z',
  ns: '%FT%H:%M:%S,%N%:z',
};

export const date: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'uR',
    values: 'ds',
    long: {
      utc: 'u',
      universal: 'u',
      date: 'd',
      'rfc-email': 'R',
      'rfc-2822': 'R',
      'iso-8601': 'I',
      'rfc-3339': '3',
      set: 's',
    },
    optional: 'I3',
    refused: 'rf',
    usage: '[OPTIONS] [+FMT] [[-s] TIME]',
  });
  if (options.has('s')) throw new AppletError('cannot set date: Operation not permitted');
  const given = options.value('d');
  const time = given === undefined ? call.p.now() : parseDate(given, call.p.now());
  if (time === undefined) throw new AppletError(`invalid date '${given}'`);
  let format = '%a %b %e %H:%M:%S %Z %Y';
  if (options.has('R')) format = '%a, %d %b %Y %H:%M:%S %z';
  if (options.has('I')) {
    const found = isoFormats[options.value('I') ?? 'date'];
    if (found === undefined) throw new AppletError(`invalid argument '${options.value('I')}' for '--iso-8601'`);
    format = found;
  }
  if (options.has('3')) format = options.value('3') === 'date' ? '%F' : '%F %T%:z';
  const operand = options.operands[0];
  if (operand !== undefined) {
    if (!operand.startsWith('+')) throw new AppletError(`invalid date '${operand}'`);
    if (options.operands.length > 1) throw new AppletError(`extra operand '${options.operands[1]}'`);
    format = operand.slice(1);
  }
  yield* out(call, `${formatTime(time, format)}\n`);
  return 0;
};
