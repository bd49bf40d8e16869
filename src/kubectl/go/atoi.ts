import { CommandError } from '../errors.ts';
import { quote } from './quote.ts';

/** strconv.Atoi. */
export function atoi(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new CommandError(`strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  const value = Number(text);
  if (Math.abs(value) > 2 ** 63) throw new CommandError(`strconv.Atoi: parsing ${quote(text)}: value out of range`);
  return value;
}
