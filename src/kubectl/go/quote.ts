export { goQuote as quote } from '../../engine/api/go-syntax.ts';

/** Go's %v of a string slice: `[a b]`. */
export function list(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}
