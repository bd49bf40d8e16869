import { SysError, type FileStat, type ProcessContext } from '../../engine/sim/process.ts';

/** What the tests of `test`, `[` and `[[` look at. */
export interface TestContext {
  readonly p: ProcessContext;
  readonly flavour: 'bash' | 'ash';
  isSet(name: string): boolean;
  hasOption(name: string): boolean;
  isTerminal(fd: number): boolean;
}

/** -f, -z and the like; undefined for an operator that there is not. */
export function unaryTest(context: TestContext, operator: string, operand: string): boolean {
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-v':
      return context.isSet(operand);
    case '-o':
      return context.hasOption(operand);
    case '-t':
      return /^\d+$/.test(operand) && context.isTerminal(Number(operand));
    case '-h':
    case '-L':
      return statOf(() => context.p.lstat(operand))?.type === 'symlink';
  }
  const stat = statOf(() => context.p.stat(operand));
  return stat !== undefined && fileTest(context, operator, stat);
}

export const unaryOperators = new Set(
  '-a -b -c -d -e -f -g -h -k -n -o -p -r -s -t -u -v -w -x -z -G -L -N -O -S'.split(' '),
);

function fileTest(context: TestContext, operator: string, stat: FileStat): boolean {
  switch (operator) {
    case '-a':
    case '-e':
      return true;
    case '-f':
      return stat.type === 'file';
    case '-d':
      return stat.type === 'directory';
    case '-p':
      return stat.type === 'fifo';
    case '-S':
      return stat.type === 'socket';
    case '-c':
      return stat.type === 'device';
    case '-s':
      return stat.size > 0;
    case '-r':
      return permitted(context.p, stat, 4);
    case '-w':
      return permitted(context.p, stat, 2);
    case '-x':
      return permitted(context.p, stat, 1);
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
      return stat.uid === context.p.uid;
    case '-G':
      return stat.gid === context.p.gid;
    default:
      return false;
  }
}

/** Whether the process may read (4), write (2) or execute (1) a file; root may all but execute what nobody may. */
function permitted(p: ProcessContext, stat: FileStat, bit: number): boolean {
  const { uid, gid } = p;
  if (uid === 0) return bit !== 1 || stat.type === 'directory' || (stat.mode & 0o111) !== 0;
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
  return ((stat.mode >> shift) & bit) !== 0;
}

export function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** String and file comparisons that `test` and `[[` share; undefined for an operator that there is not. */
export function binaryTest(context: TestContext, operator: string, left: string, right: string): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot': {
      const a = statOf(() => context.p.stat(left))?.mtime;
      const b = statOf(() => context.p.stat(right))?.mtime;
      // BusyBox compares only files that are both there.
      if (context.flavour === 'ash' && (a === undefined || b === undefined)) return false;
      if (operator === '-nt') return a !== undefined && (b === undefined || a > b);
      return b !== undefined && (a === undefined || a < b);
    }
    case '-ef': {
      const a = statOf(() => context.p.stat(left));
      return a !== undefined && left === right;
    }
    default:
      return undefined;
  }
}

function statOf(ask: () => FileStat): FileStat | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
