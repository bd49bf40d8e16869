import { describe, expect, it } from 'vitest';
import { bash, busyboxApplets } from '../index.ts';
import { run, Session, testMachine } from '../testing/machine.ts';

describe('ls', () => {
  const files = { '/work/a': '', '/work/bb': '', '/work/ccc': '', '/work/.hidden': '' };

  it('lays names out in columns on a terminal, one a line elsewhere', () => {
    expect(run(['ls'], { files }).stdout).toBe('a\nbb\nccc\n');
    const machine = testMachine();
    for (const path of Object.keys(files)) machine.disk.writeFile(path, '');
    expect(new Session(machine, ['ls']).screen).toBe('a  bb  ccc\r\n');
    expect(new Session(machine, ['ls'], { columns: 8 }).screen).toBe('a   ccc\r\nbb\r\n');
  });

  it('shows mode, owner, size and time with -l', () => {
    const machine = testMachine();
    machine.disk.writeFile('/work/pod.yaml', 'kind: Pod\n', 0o640);
    machine.disk.chown('/work/pod.yaml', 1000, 1000);
    expect(run(['ls', '-l'], {}, machine).stdout).toBe('total 4\n-rw-r----- 1 user1 user1 10 Nov  2 21:50 pod.yaml\n');
    expect(run(['ls', '-ln', 'pod.yaml'], {}, machine).stdout).toBe(
      '-rw-r----- 1 1000 1000 10 Nov  2 21:50 pod.yaml\n',
    );
  });

  it("has BusyBox's columns there", () => {
    const { stdout } = run(['ls', '-l'], { files: { '/work/f': 'x' } }, testMachine(busyboxApplets));
    expect(stdout).toBe('total 4\n-rw-r--r--    1 root     root             1 Nov  2 21:50 f\n');
  });
});

describe('ps', () => {
  it("prints BusyBox's four columns", () => {
    const machine = testMachine(busyboxApplets);
    const { stdout } = run(['sh', '-c', 'sleep 5 & ps; kill $!'], {}, machine);
    expect(stdout).toMatch(/^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {7}0:00 \/sbin\/init\n/);
    expect(stdout).toContain(' root       0:00 sleep 5\n');
  });

  it("prints procps' forms", () => {
    expect(run(['bash', '-c', 'sleep 5 & ps -ef; kill $!']).stdout).toMatch(/^UID +PID +PPID +C STIME TTY +TIME CMD\n/);
    expect(run(['bash', '-c', 'sleep 5 & ps aux; kill $!']).stdout).toMatch(
      /^USER +PID +%CPU %MEM +VSZ +RSS TTY +STAT START +TIME COMMAND\n/,
    );
    expect(run(['bash', '-c', 'sleep 5 & ps -o pid=,comm= -p $!; kill $!']).stdout).toMatch(/^ *\d+ sleep *\n$/);
    expect(run(['ps', '-o', 'nosuch']).status).toBe(1);
  });

  it('shows the processes of a terminal without options', () => {
    const session = new Session(testMachine(), ['bash'], { program: bash });
    const screen = session.type('ps\r');
    expect(screen).toMatch(/ PID TTY +TIME CMD\r\n +\d+ pts\/0 +00:00:00 bash\r\n +\d+ pts\/0 +00:00:00 ps\r\n/);
  });
});

describe('top', () => {
  it('prints one plain table with -b -n1', () => {
    const { stdout, status } = run(['top', '-b', '-n1']);
    expect(status).toBe(0);
    expect(stdout).toContain('    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n');
  });
});

describe('tail', () => {
  it('follows what is appended, until it is interrupted', () => {
    const machine = testMachine();
    machine.disk.writeFile('/work/log', 'one\n');
    const session = new Session(machine, ['bash'], { program: bash });
    expect(session.type('tail -f log\r')).toContain('one\r\n');
    machine.disk.writeFile('/work/log', 'one\ntwo\n');
    expect(session.type('', 1500)).toBe('two\r\n');
    expect(session.type('\x03')).toContain('^C');
  });

  it('waits for a file with -F', () => {
    const machine = testMachine();
    const session = new Session(machine, ['tail', '-F', '/work/log']);
    machine.disk.writeFile('/work/log', 'born\n');
    expect(session.type('', 1500)).toBe("tail: '/work/log' has appeared;  following new file\r\nborn\r\n");
  });
});

describe('watch', () => {
  it('runs its command again and again under a title', () => {
    const session = new Session(testMachine(), ['watch', '-n', '1', 'date +%S']);
    session.settle(2500);
    const rounds = session.screen.split('\x1b[H\x1b[2J').slice(1);
    expect(rounds.map((round) => round.split('\r\n')[2])).toEqual(['57', '58', '59']);
    expect(rounds[0]).toMatch(/^Every 1\.0s: date \+%S +workstation: Tue Nov {2}2 21:50:57 2021\r\n/);
  });
});

describe('less', () => {
  const text = Array.from({ length: 100 }, (_, index) => `line ${index + 1}\n`).join('');

  it('copies where there is no terminal', () => {
    expect(run(['less'], { stdin: text }).stdout).toBe(text);
  });

  it('pages, searches, and leaves the screen as it was', () => {
    const machine = testMachine();
    machine.disk.writeFile('/work/long', text);
    const session = new Session(machine, ['less', 'long']);
    expect(session.screen).toContain('line 23\r\n:');
    expect(session.type(' ')).toContain('line 24\r\n');
    expect(session.type('/line 77\r')).toMatch(/\x1b\[Hx?\x1b\[2Jline 77\r\n/);
    expect(session.type('G')).toContain('line 100\r\n\x1b[7m(END)');
    expect(session.type('q')).toBe('\x1b[?1049l');
    expect(session.exit).toEqual({ code: 0 });
  });
});

describe('vi', () => {
  it('opens the editor on the absolute path, where somebody listens', () => {
    const machine = testMachine();
    const opened: string[] = [];
    machine.onMessage((message) => opened.push(message.path));
    const session = new Session(machine, ['vi', '/root/pod.yaml']);
    expect(opened).toEqual(['/root/pod.yaml']);
    expect(session.exit).toEqual({ code: 0 });
  });

  it('refuses what the page cannot show', () => {
    const session = new Session(testMachine(), ['vi', 'pod.yaml']);
    expect(session.screen).toContain('vi: the editor shows files below /root only');
    expect(session.exit).toEqual({ code: 1 });
  });

  it('says so where nobody does', () => {
    expect(new Session(testMachine(), ['vi', '/root/x']).screen).toBe('vi: no editor is attached to this terminal\r\n');
    expect(run(['vi', 'x'])).toMatchObject({
      status: 1,
      stderr: 'Vim: Warning: Output is not to a terminal\nvi: no editor is attached to this terminal\n',
    });
  });
});

describe('every command', () => {
  it.each(Object.keys(busyboxApplets).filter((name) => name !== 'yes'))(
    '%s answers nonsense with a message or nothing, never a crash',
    (name) => {
      for (const flavour of [undefined, busyboxApplets]) {
        const ran = run(
          ['timeout', '-s', 'KILL', '20', name, '--no-such-option', '/nonexistent/x'],
          {},
          testMachine(flavour),
        );
        expect(ran.stderr).not.toMatch(/TypeError|RangeError|undefined/);
      }
    },
  );

  it('answers --help on standard output', () => {
    expect(run(['ls', '--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['ls', '--help'], {}, testMachine(busyboxApplets)).stdout).toContain('Usage: ls [-1AaCxd');
  });
});

describe('timeout', () => {
  it('ends a command that takes too long with 124, and passes on its status otherwise', () => {
    expect(run(['timeout', '2', 'sleep', '9']).status).toBe(124);
    expect(run(['timeout', '2', 'bash', '-c', 'exit 4']).status).toBe(4);
    expect(run(['timeout', '-s', 'KILL', '1', 'sleep', '9']).status).toBe(137);
  });
});

describe('du and df', () => {
  it('measures what is on the disk, and refuses to invent its size', () => {
    expect(run(['du', '-s', 'd'], { files: { '/work/d/f': 'x'.repeat(5000) } }).stdout).toBe('12\td\n');
    expect(run(['df', '-h'])).toEqual({
      stdout: '',
      stderr: 'df: the sizes of file systems are not simulated\n',
      status: 1,
    });
  });
});
