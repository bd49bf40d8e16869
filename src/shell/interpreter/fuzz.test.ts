import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run, testMachine } from '../testing/machine.ts';

/** Pieces of scripts, well-formed and not, that the generator strings together. */
const pieces = [
  'echo',
  'a',
  '$x',
  '"$@"',
  "'q",
  '"',
  '`',
  '$(',
  ')',
  '${x',
  '${x:-',
  '}',
  '{',
  '((',
  '))',
  '$((1+',
  '[[',
  ']]',
  '[',
  ']',
  '|',
  '||',
  '&&',
  '&',
  ';',
  ';;',
  '\n',
  '<',
  '>',
  '>>',
  '<<E\n',
  'E\n',
  '2>&1',
  '>&-',
  'if',
  'then',
  'else',
  'fi',
  'for',
  'in',
  'do',
  'done',
  'while',
  'case',
  'esac',
  'x=',
  'x=1',
  'x[1]=2',
  'f()',
  '!',
  '*',
  '?',
  '~',
  '\\',
  '#',
  '=',
  '-e',
  '/',
  '../',
  'set',
  '-u',
  'read',
  'eval',
  'trap',
  'EXIT',
  'local',
  'shift',
  'break',
  'return',
  'exit',
  '3',
  'test',
  'printf',
  '%d',
  '%s\\n',
  'cat',
  'true',
  'false',
  '$?',
  '$#',
  '$*',
  '${#x}',
  '${x#',
  '${x/',
  '{1..3}',
  '{a,b}',
  'export',
  'unset',
  'cd',
  'kill',
  '%1',
  'wait',
  'x+=y',
  '$((x',
  '<(',
  '世界',
];

const script = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('', ' ', ' ')), { maxLength: 14 })
  .map((parts) => parts.map(([piece, gap]) => piece + gap).join(''));

describe('any script', () => {
  it.each(['bash', 'sh'])('ends in %s with an exit status, and throws nothing at the simulation', (shell) => {
    fc.assert(
      fc.property(script, (text) => {
        // Whatever reads finds the end of its input; what runs on for ever is ended by timeout.
        const ran = run(['timeout', '-s', 'KILL', '5', shell, '-c', text], { limit: 60_000 }, testMachine());
        expect(ran.status).toBeGreaterThanOrEqual(0);
        expect(ran.status).toBeLessThanOrEqual(255);
        expect(ran.stderr).not.toMatch(/TypeError|RangeError|SyntaxError|undefined is not/);
      }),
      { numRuns: 400 },
    );
  });
});
