import type { Shell } from './interpreter/shell.ts';
import { formatTime } from './coreutils/time-format.ts';
import { userName } from './coreutils/accounts.ts';

/** The prompt of a shell that was given none, by flavour (bash of Red Hat's profile; BusyBox's `\w \$ `). */
export const defaultPrompts = { bash: '[\\u@\\h \\W]\\$ ', ash: '\\w \\$ ' } as const;

/** Replaces the backslash sequences of PS1 and PS2. `commandNumber` is that of the line being read. */
export function expandPrompt(shell: Shell, text: string, commandNumber: number): string {
  const { p } = shell;
  const isBash = shell.flavour.name === 'bash';
  return text.replace(/\\([0-7]{3}|D\{[^}]*\}|[\s\S])/g, (whole, code: string) => {
    switch (code) {
      case 'u':
        return userName(p, p.uid);
      case 'h':
        return p.hostname().split('.')[0]!;
      case 'H':
        return p.hostname();
      case 'w':
        return shortPath(shell);
      case 'W': {
        const path = shortPath(shell);
        return path === '/' || path === '~' ? path : path.slice(path.lastIndexOf('/') + 1);
      }
      case '$':
        return p.uid === 0 ? '#' : '$';
      case 's':
        return isBash ? 'bash' : 'ash';
      case 'v':
        return '5.2';
      case 'V':
        return '5.2.15';
      case 't':
        return formatTime(p.now(), '%H:%M:%S');
      case 'T':
        return formatTime(p.now(), '%I:%M:%S');
      case '@':
        return formatTime(p.now(), '%I:%M %p');
      case 'A':
        return formatTime(p.now(), '%H:%M');
      case 'd':
        return formatTime(p.now(), '%a %b %d');
      case 'j':
        return String(shell.jobs.list.length);
      case '!':
      case '#':
        return String(commandNumber);
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 'a':
        return '\x07';
      case 'e':
        return '\x1b';
      case '\\':
        return '\\';
      // They mark what takes no room; the editor sees that for itself.
      case '[':
      case ']':
        return '';
    }
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (code.startsWith('D{')) return formatTime(p.now(), code.slice(2, -1) || '%X');
    return whole;
  });
}

function shortPath(shell: Shell): string {
  const path = shell.variables.get('PWD') ?? shell.p.cwd;
  const home = shell.variables.get('HOME');
  if (home === undefined || home === '' || home === '/') return path;
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
