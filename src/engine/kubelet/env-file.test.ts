import { describe, expect, it } from 'vitest';
import { envFileValue } from './env-file.ts';

/** TestParseEnv of pkg/kubelet/util/env/env_util_test.go. */
describe('a key of an environment file', () => {
  it.each<[string, string, string, string]>([
    ['white space in front of a name', "   K1='val1'\n\t\tK2='val2'\nK3='val3'\n", 'K2', 'val2'],
    ['comments and blank lines', "# one\n\nK1='foo'\n   # two\n\nK2='bar'\n", 'K2', 'bar'],
    ['a key that is not there', "K1='foo'\nK2='bar'\n", 'K3', ''],
    ['a value with #', "K1='foo#notcomment'\n", 'K1', 'foo#notcomment'],
    ['a value with spaces around', "K1='   foo bar   '\n", 'K1', '   foo bar   '],
    ['an empty value', "K1='foo'\nK2=''\n", 'K2', ''],
    ['a space after =, which is an empty value as in a shell', "K1= 'foo'\nK2='bar'\n", 'K1', ''],
    ['= in a value', "K1='foo=bar=baz'\n", 'K1', 'foo=bar=baz'],
    ['a comment after the value', "K1='foo'\nK2='bar' # comment\n", 'K2', 'bar'],
    ['$VAR, which nobody expands', "K1='foo$BAR-${HOME}_$'\n", 'K1', 'foo$BAR-${HOME}_$'],
    ['a value over two lines', "K1='foo\nbar'\nK2='x'", 'K1', 'foo\nbar'],
    ['what comes after a value over two lines', "K1='foo\nbar'\nK2='x'", 'K2', 'x'],
    ['an empty file', '', 'K1', ''],
    ['nonsense behind the key', "K1='foo'\nINVALID\n", 'K1', 'foo'],
  ])('%s', (_, text, key, value) => {
    expect(envFileValue(text, key)).toBe(value);
  });

  it.each<[string, string, string]>([
    ['a space in front of =', "K1 = 'val1'\nK2='bar'\n", "at line 1: whitespace before '=' is not allowed"],
    ['no name', "='foo'\nK2='bar'\n", 'at line 1: empty variable name'],
    ['no =', "K1='foo'\nINVALID_LINE\nK2='bar'\n", "at line 2: missing '='"],
    ['no quotes', "K1='foo'\nK2=bar\n", 'at line 2: value must be enclosed in single quotes'],
    ['double quotes', 'K2="bar"\n', 'at line 1: value must be enclosed in single quotes'],
    ['two quoted strings', "K2='foo''bar'", 'at line 1: unexpected content after closing quote'],
    ['a quote that ends in a later line', "K2='bar\nK3='baz'\n", 'at line 2: unexpected content after closing quote'],
    ['a quote without end', "K1='foo'\nK2='bar\n\n", 'starting at line 2: unclosed single quote'],
  ])('no environment file: %s', (_, text, message) => {
    expect(() => envFileValue(text, 'K2')).toThrow(`invalid environment variable format ${message}`);
  });
});
