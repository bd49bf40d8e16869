import { floating, formatPrintf } from '../interpreter/printf.ts';
import { AppletError, out, type Applet } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';

function decimals(text: string): number {
  return /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
}

export const seq: Applet = function* (call) {
  const spec = {
    flags: 'w',
    values: 'sf',
    long: { 'equal-width': 'w', separator: 's', format: 'f' },
    usage: '[-w] [-s SEP] [FIRST [INC]] LAST',
  };
  // Negative numbers are operands.
  const firstNumber = call.args.findIndex((word) => /^-\.?\d/.test(word));
  const args =
    firstNumber === -1 ? call.args : [...call.args.slice(0, firstNumber), '--', ...call.args.slice(firstNumber)];
  const options = parseOptions(call, spec, args);
  const words = options.operands;
  if (words.length === 0) throw missingOperand(call, spec);
  if (words.length > 3) throw new AppletError(`extra operand '${words[3]}'\nTry 'seq --help' for more information.`);
  const wrong = words.find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word));
  if (wrong !== undefined) {
    throw new AppletError(
      call.flavour === 'gnu'
        ? `invalid floating point argument: '${wrong}'\nTry 'seq --help' for more information.`
        : `invalid number '${wrong}'`,
    );
  }
  const [first, increment, last] =
    words.length === 1
      ? ['1', '1', words[0]!]
      : words.length === 2
        ? [words[0]!, '1', words[1]!]
        : [words[0]!, words[1]!, words[2]!];
  const step = Number(increment);
  if (step === 0)
    throw new AppletError(`invalid Zero increment value: '${increment}'\nTry 'seq --help' for more information.`);
  const places = Math.max(decimals(first), decimals(increment));
  const format = options.value('f');
  const show = (value: number): string =>
    format === undefined
      ? floating('f', '', places, value === 0 ? 0 : value)
      : formatPrintf(format, [String(value)]).text;
  const count = Math.floor((Number(last) - Number(first)) / step + 1e-10) + 1;
  const separator = options.value('s') ?? '\n';
  const width = options.has('w')
    ? Math.max(show(Number(first)).length, show(Number(first) + (count - 1) * step).length)
    : 0;
  let text = '';
  for (let index = 0; index < count; index++) {
    const value = show(Number(first) + index * step);
    const padded = value.startsWith('-') ? `-${value.slice(1).padStart(width - 1, '0')}` : value.padStart(width, '0');
    text += (index > 0 ? separator : '') + padded;
    if (text.length > 65_536) {
      yield* out(call, text);
      text = '';
    }
  }
  if (count > 0) yield* out(call, `${text}\n`);
  return 0;
};
