import { echoText } from '../interpreter/escapes.ts';
import { formatPrintf } from '../interpreter/printf.ts';
import { complain, out, type Applet } from './applet.ts';
import { missingOperand } from './options.ts';

export const echo: Applet = function* (call) {
  yield* out(call, echoText(call.args));
  return 0;
};

export const printf: Applet = function* (call) {
  const [format, ...args] = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (format === undefined) throw missingOperand(call, { usage: 'FORMAT [ARG]...' });
  const result = formatPrintf(format, args, call.flavour === 'busybox');
  yield* out(call, result.text);
  for (const error of result.errors) yield* complain(call, error);
  return result.errors.length > 0 ? 1 : 0;
};
