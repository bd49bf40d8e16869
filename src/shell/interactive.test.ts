import { describe, expect, it } from 'vitest';
import { createShell } from './index.ts';
import { Session, testMachine } from './testing/machine.ts';

const shell = createShell({
  flavour: 'bash',
  completers: {
    *kubectl(_p, words, current) {
      const offered = words.length === 1 ? ['get', 'describe', 'delete'] : ['pods', 'nodes', '--namespace='];
      return offered.filter((word) => word.startsWith(current));
    },
  },
});

/** user1 at the workstation, as the page starts the shell. */
function login(files: Readonly<Record<string, string>> = {}): Session {
  const machine = testMachine();
  for (const [path, text] of Object.entries(files)) machine.disk.writeFile(path, text);
  return new Session(machine, ['-bash'], {
    program: shell.interactive,
    uid: 1000,
    cwd: '/home/user1',
    env: { HOME: '/home/user1', USER: 'user1' },
  });
}

/** What a person would read: without the codes of bracketed paste and carriage returns. */
function read(text: string): string {
  return text.replace(/\x1b\[\?2004[hl]/g, '').replace(/\r/g, '');
}

const prompt = '[user1@workstation ~]$ ';

describe('the login shell', () => {
  it('prompts, runs a line and prompts again', () => {
    const session = login();
    expect(read(session.screen)).toBe(prompt);
    expect(read(session.type('echo hi\r'))).toBe(`echo hi\nhi\n${prompt}`);
  });

  it('shows the last part of the directory, # for root, and what PS1 says', () => {
    const session = login();
    expect(read(session.type('cd /tmp\r'))).toContain('[user1@workstation tmp]$ ');
    expect(read(session.type("PS1='\\w > '\r"))).toContain('/tmp > ');
    const root = new Session(testMachine(), ['bash'], { program: shell.interactive, cwd: '/root' });
    expect(read(root.screen)).toBe('[root@workstation ~]# ');
  });

  it('says that a command is not found without a line number', () => {
    expect(read(login().type('foo\r'))).toBe(`foo\n-bash: foo: command not found\n${prompt}`);
  });

  it('prompts with > until the command is whole', () => {
    const session = login();
    const screen = read(session.type('for i in 1 2\rdo echo $i\rdone\r'));
    expect(screen).toBe(`for i in 1 2\n> do echo $i\n> done\n1\n2\n${prompt}`);
    expect(read(session.type('cat <<EOF\rone\rEOF\r'))).toBe(`cat <<EOF\n> one\n> EOF\none\n${prompt}`);
    expect(read(session.type('echo "a\rb"\r'))).toBe(`echo "a\n> b"\na\nb\n${prompt}`);
    expect(read(session.type('echo a \\\rb\r'))).toBe(`echo a \\\n> b\na b\n${prompt}`);
    expect(read(session.type('true &&\recho yes\r'))).toBe(`true &&\n> echo yes\nyes\n${prompt}`);
  });

  it('gives a typed line to the program in the foreground, and Ctrl-D ends it', () => {
    const session = login();
    session.type('cat\r');
    expect(read(session.type('abc\r'))).toBe('abc\nabc\n');
    expect(read(session.type('\x04'))).toBe(prompt);
  });

  it('interrupts a program with Ctrl-C: status 130, the rest of the line is dropped', () => {
    const session = login();
    session.type('sleep 100; echo after\r');
    expect(read(session.type('\x03'))).toBe(`^C\n${prompt}`);
    expect(read(session.type('echo $?\r'))).toContain('\n130\n');
  });

  it('interrupts a loop of builtins with Ctrl-C', () => {
    const session = login();
    session.type('while :; do :; done\r');
    expect(read(session.type('\x03'))).toContain(prompt);
  });

  it('drops a half-typed line on Ctrl-C', () => {
    const session = login();
    session.type('rm -rf');
    expect(read(session.type('\x03'))).toBe(`^C\n${prompt}`);
    expect(read(session.type('echo $?\r'))).toContain('\n130\n');
  });

  it('stops a job with Ctrl-Z, lists it, and continues it with fg and bg', () => {
    const session = login();
    session.type('sleep 100\r');
    expect(read(session.type('\x1a'))).toBe(`^Z\n[1]+  Stopped                 sleep 100\n${prompt}`);
    expect(read(session.type('jobs\r'))).toContain('[1]+  Stopped                 sleep 100\n');
    expect(read(session.type('bg\r'))).toContain('[1]+ sleep 100 &\n');
    expect(read(session.type('jobs\r'))).toContain('[1]+  Running                 sleep 100 &\n');
    expect(read(session.type('fg\r'))).toContain('sleep 100\n');
    expect(read(session.type('\x03'))).toBe(`^C\n${prompt}`);
    expect(read(session.type('jobs\r'))).toBe(`jobs\n${prompt}`);
  });

  it('announces background jobs at the next prompt', () => {
    const session = login();
    expect(read(session.type('sleep 5 &\r'))).toMatch(/^sleep 5 &\n\[1\] \d+\n/);
    session.settle(6000);
    expect(read(session.type('\r'))).toBe(`\n[1]+  Done                    sleep 5\n${prompt}`);
  });

  it('kills a job by its number', () => {
    const session = login();
    session.type('sleep 50 &\r');
    expect(read(session.type('kill %1\r') + session.type('\r'))).toContain('[1]+  Terminated              sleep 50\n');
  });

  it('leaves with exit, logout or Ctrl-D, and its status is the last one', () => {
    const byExit = login();
    expect(read(byExit.type('exit 3\r'))).toBe('exit 3\nlogout\n');
    expect(byExit.exit).toEqual({ code: 3 });
    const byKey = login();
    byKey.type('false\r');
    expect(read(byKey.type('\x04'))).toBe('logout\n');
    expect(byKey.exit).toEqual({ code: 1 });
  });

  it('holds back once when jobs are stopped', () => {
    const session = login();
    session.type('sleep 100\r');
    session.type('\x1a');
    expect(read(session.type('\x04'))).toContain('There are stopped jobs.\n');
    session.type('\x04');
    expect(session.exit).toBeDefined();
  });

  it('reads /etc/profile and ~/.bashrc, and survives an error in them', () => {
    const session = login({
      '/etc/profile': 'export A=profile\n',
      '/home/user1/.bashrc': 'nosuch\nalias ll="ls -l"\n',
    });
    expect(read(session.type('echo $A; alias ll\r'))).toContain("profile\nalias ll='ls -l'\n");
  });

  it('expands aliases, also in their own words and behind a blank', () => {
    const session = login();
    session.type('alias k=echo\r');
    session.type("alias run='k '\r");
    expect(read(session.type('k hi; run k\r'))).toContain('\nhi\necho\n');
  });

  it('remembers lines in the history file, and lists them', () => {
    const machine = testMachine();
    const options = { program: shell.interactive, uid: 1000, cwd: '/home/user1', env: { HOME: '/home/user1' } };
    const first = new Session(machine, ['-bash'], options);
    first.type('echo one\recho two\rexit\r');
    expect(machine.disk.readFile('/home/user1/.bash_history')).toBe('echo one\necho two\nexit\n');
    const second = new Session(machine, ['-bash'], options);
    expect(read(second.type('history 2\r'))).toContain('    3  exit\n    4  history 2\n');
    expect(read(second.type('!ec\r'))).toContain('\necho two\ntwo\n');
  });

  it('reports a syntax error with the word that is wrong', () => {
    const session = login();
    expect(read(session.type('echo )\r'))).toContain("-bash: syntax error near unexpected token `)'\n");
    expect(read(session.type('echo $?\r'))).toContain('\n2\n');
  });

  it('goes on after a failed expansion', () => {
    const session = login();
    expect(read(session.type('echo ${x?gone}\r'))).toContain('-bash: x: gone\n');
    expect(read(session.type('set -u; echo $nope\r'))).toContain('-bash: nope: unbound variable\n');
    expect(read(session.type('echo alive\r'))).toContain('\nalive\n');
  });
});

describe('read at the terminal', () => {
  it('shows nothing of a secret', () => {
    const session = login();
    session.type('read -s x\r');
    expect(session.type('secret\r')).not.toContain('secret');
    expect(read(session.type('echo "<$x>"\r'))).toContain('<secret>');
  });

  it('takes a single key without Enter', () => {
    const session = login();
    session.type('read -n1 x; echo "<$x>"\r');
    expect(read(session.type('y'))).toContain('y<y>\n');
  });

  it('is left with Ctrl-C', () => {
    const session = login();
    session.type('read -s x\r');
    expect(read(session.type('\x03'))).toContain(prompt);
  });
});

describe('line editing', () => {
  it.each([
    ['Home and End', 'cho hi\x1b[He\x1b[F!\r', 'hi!'],
    ['Ctrl-A and Ctrl-E', 'cho hi\x01e\x05!\r', 'hi!'],
    ['arrows', 'echo ac\x1b[Db\r', 'abc'],
    ['Backspace', 'echo abx\x7fc\r', 'abc'],
    ['Delete', 'echo axb\x1b[D\x1b[D\x1b[3~\r', 'ab'],
    ['Ctrl-K and Ctrl-Y', 'echo ab cd\x1b[D\x1b[D\x0b\x19x\r', 'ab cdx'],
    ['Ctrl-U', 'nonsense\x15echo ok\r', 'ok'],
    ['Ctrl-W', 'echo one two\x17three\r', 'one three'],
    ['words with M-b and M-d', 'echo one two\x1bb\x1bb\x1bdX\r', 'X two'],
    ['Ctrl-T', 'echo ba\x14\r', 'ab'],
    ['Ctrl-D inside the line', 'echo axb\x1b[D\x1b[D\x04\r', 'ab'],
    ['wide characters', 'echo 世界\x1b[D\x7f\r', '界'],
    ['an emoji', 'echo a😀\x7fb\r', 'ab'],
  ])('%s', (_name, typed, printed) => {
    const screen = read(login().type(typed));
    expect(screen.split('\n').at(-2)).toBe(printed);
  });

  it('recalls lines with the arrows and M-.', () => {
    const session = login();
    session.type('echo first\r');
    session.type('echo second arg\r');
    expect(read(session.type('\x1b[A\x1b[A\r'))).toContain('\nfirst\n');
    expect(read(session.type('echo \x1b.\r'))).toContain('\nfirst\n');
  });

  it('searches backwards with Ctrl-R', () => {
    const session = login();
    session.type('echo needle\r');
    session.type('echo hay\r');
    expect(read(session.type('\x12need'))).toContain("(reverse-i-search)`need': echo needle");
    expect(read(session.type('\r'))).toContain('\nneedle\n');
  });

  it('takes a paste with newlines as one text, without running it', () => {
    const session = login();
    const pasted = session.type('\x1b[200~echo a\necho b\x1b[201~');
    expect(read(pasted)).toBe('echo a\necho b');
    expect(read(session.type('\r'))).toBe(`\na\nb\n${prompt}`);
  });

  it('clears the screen with Ctrl-L and keeps the line', () => {
    const session = login();
    session.type('echo kept');
    expect(session.type('\x0c')).toBe(`\x1b[H\x1b[2J${prompt}echo kept`);
  });

  it('draws the line again when the terminal changes its width', () => {
    const session = login();
    session.type('echo abc');
    const before = session.screen.length;
    session.terminal.resize(40, 24);
    session.settle();
    expect(session.screen.slice(before)).toBe(`\r\x1b[J${prompt}echo abc`);
  });
});

describe('completion with Tab', () => {
  it('completes a command and adds a blank', () => {
    expect(read(login().type('whoa\t'))).toBe('whoami ');
  });

  it('completes paths, with a slash behind a directory and backslashes before blanks', () => {
    const session = login({ '/home/user1/my file.yaml': 'x\n' });
    expect(read(session.type('cat my\t'))).toBe('cat my\\ file.yaml ');
    session.type('\x15');
    expect(read(session.type('ls /ho\t')).endsWith('ls /home/')).toBe(true);
  });

  it('completes variables and users homes', () => {
    expect(read(login().type('echo $HOM\t'))).toBe('echo $HOME ');
    const session = login({ '/home/user1/notes': '' });
    expect(read(session.type('cat ~/no\t'))).toBe('cat ~/notes ');
  });

  it('asks the completer that belongs to the command', () => {
    const session = login();
    expect(read(session.type('kubectl des\t'))).toBe('kubectl describe ');
    expect(read(session.type('po\t'))).toBe('pods ');
    expect(read(session.type('--n\t'))).toBe('--namespace=');
  });

  it('lists what is possible at the second Tab', () => {
    const session = login();
    expect(session.type('kubectl de\t')).toBe('kubectl de\x07');
    expect(read(session.type('\t'))).toBe(`\ndelete    describe\n${prompt}kubectl de`);
  });

  it('falls back to files where the completer says nothing', () => {
    const session = login({ '/home/user1/pod.yaml': '' });
    expect(read(session.type('kubectl apply -f pod.\t'))).toBe('kubectl apply -f pod.yaml ');
  });

  it('offers only directories to cd', () => {
    const session = login({ '/home/user1/data/x': '', '/home/user1/date': '' });
    expect(read(session.type('cd da\t'))).toBe('cd data/');
  });
});
