import { goQuote } from '../../../engine/api/go-syntax.ts';
import { sprint } from '../../go/sprint.ts';
import { typeName } from './type-name.ts';

/** fmt.Sprintf for the values that JSON has. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let index = 0;
  const out = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (index >= args.length) return `%!${verb}(MISSING)`;
      const text = formatted(verb, args[index++], flags, precision === undefined ? undefined : Number(precision));
      if (width === '') return text;
      if (flags.includes('-')) return text.padEnd(Number(width));
      return text.padStart(Number(width), flags.includes('0') && !'sqv'.includes(verb) ? '0' : ' ');
    },
  );
  const extra = args.slice(index).map((value) => `${typeName(value)}=${sprint(value)}`);
  return extra.length === 0 ? out : `${out}%!(EXTRA ${extra.join(', ')})`;
}

function formatted(verb: string, value: unknown, flags: string, precision: number | undefined): string {
  const wrong = `%!${verb}(${typeName(value)}=${sprint(value)})`;
  switch (verb) {
    case 'v':
      return sprint(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') return wrong;
      return precision === undefined ? sprint(value) : sprint(value).slice(0, precision);
    case 'q':
      return typeof value === 'string' ? goQuote(value) : wrong;
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong;
    case 'd':
      return typeof value === 'number' && Number.isInteger(value)
        ? (flags.includes('+') && value >= 0 ? '+' : '') + String(value)
        : wrong;
    case 'f':
    case 'F':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : wrong;
    case 'g':
      return typeof value === 'number' ? String(value) : wrong;
    case 'x':
    case 'X': {
      if (typeof value === 'object' || typeof value === 'boolean' || value === undefined) return wrong;
      const hex =
        typeof value === 'number'
          ? value.toString(16)
          : [...new TextEncoder().encode(String(value))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'T':
      return typeName(value);
    default:
      return wrong;
  }
}
