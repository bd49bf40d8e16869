import type { Signal } from '../../sim/process.ts';

/** What typed characters lead to. */
export interface Typed {
  /** Shown on the screen, already with \r\n. */
  readonly echo: string;
  /** Pieces ready to be read; '' is an end of file (Ctrl-D on an empty line). */
  readonly input: readonly string[];
  /** Signals for the foreground process group. */
  readonly signals: readonly Signal[];
  /** The last of Ctrl-S (true) and Ctrl-Q (false), if any came. */
  readonly paused: boolean | undefined;
}

const interruptKeys: Readonly<Record<string, Signal>> = { '\x03': 'SIGINT', '\x1c': 'SIGQUIT', '\x1a': 'SIGTSTP' };

/** The longest line that the cooked mode holds (N_TTY_BUF_SIZE); what is typed beyond is dropped. */
const maxLine = 4095;

/**
 * The kernel's line discipline N_TTY (drivers/tty/n_tty.c) with the settings of a fresh terminal:
 * icrnl ixon icanon isig echo echoe echok echoctl echoke iexten.
 */
export class LineDiscipline {
  raw = false;
  #line: string[] = [];
  #literal = false;

  /** The line being edited, not yet readable. */
  get pending(): string {
    return this.#line.join('');
  }

  type(text: string): Typed {
    if (this.raw) return { echo: '', input: text === '' ? [] : [text], signals: [], paused: undefined };
    let echo = '';
    let paused: boolean | undefined;
    const input: string[] = [];
    const signals: Signal[] = [];
    for (const character of text) {
      if (this.#literal) {
        this.#literal = false;
        echo += this.#append(character);
        continue;
      }
      const key = character === '\r' ? '\n' : character;
      const signal = interruptKeys[key];
      if (signal !== undefined) {
        this.#line = [];
        echo += shown(key);
        signals.push(signal);
        continue;
      }
      switch (key) {
        case '\n':
          input.push(`${this.#take()}\n`);
          echo += '\r\n';
          break;
        case '\x04':
          input.push(this.#take());
          break;
        case '\x7f':
        case '\b':
          echo += this.#erase(1);
          break;
        case '\x15':
          echo += this.#erase(this.#line.length);
          break;
        case '\x17':
          echo += this.#erase(wordLength(this.#line));
          break;
        case '\x12':
          echo += `^R\r\n${this.#line.map(shown).join('')}`;
          break;
        case '\x16':
          this.#literal = true;
          echo += '^\b';
          break;
        case '\x13':
          paused = true;
          break;
        case '\x11':
          paused = false;
          break;
        default:
          echo += this.#append(character);
      }
    }
    return { echo, input, signals, paused };
  }

  /** Switches the mode; returns what was typed of an unfinished line when cooked mode ends: it becomes readable. */
  setRaw(raw: boolean): string {
    this.raw = raw;
    this.#literal = false;
    return raw ? this.#take() : '';
  }

  #take(): string {
    const line = this.#line.join('');
    this.#line = [];
    return line;
  }

  #append(character: string): string {
    if (this.#line.length >= maxLine) return '\x07';
    this.#line.push(character);
    return shown(character);
  }

  #erase(count: number): string {
    let echo = '';
    for (let i = 0; i < count; i++) {
      const character = this.#line.pop();
      if (character === undefined) break;
      echo += '\b \b'.repeat(columnsOf(character));
    }
    return echo;
  }
}

/** How a typed character is echoed: control characters as ^X, but a tab as it is. */
function shown(character: string): string {
  if (character === '\t') return character;
  if (character === '\x7f') return '^?';
  return character < ' ' ? `^${String.fromCharCode(character.charCodeAt(0) + 64)}` : character;
}

/** East Asian wide characters and emoji fill two columns. */
const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;
const combining = /^\p{Mn}$/u;

function columnsOf(character: string): number {
  if (character < ' ' || character === '\x7f') return 2;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Characters that Ctrl-W removes: blanks at the end, then the word (letters, digits, _) or the run of other characters. */
function wordLength(line: readonly string[]): number {
  let at = line.length;
  const isWord = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  while (at > 0 && !isWord(line[at - 1])) at--;
  while (at > 0 && isWord(line[at - 1])) at--;
  return line.length - at;
}

/** What a program's output looks like on the wire to the screen (opost onlcr); a \r\n that is there already stays one. */
export function onlcr(text: string, previous: string): string {
  if (!text.includes('\n')) return text;
  let out = '';
  let before = previous;
  for (const character of text) {
    out += character === '\n' && before !== '\r' ? '\r\n' : character;
    before = character;
  }
  return out;
}
