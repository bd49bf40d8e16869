import { TabWriter } from '../printers/tabwriter.ts';

/** Collects a description: levels indent by two spaces, tabs align (tabbedString and PrefixWriter of describe.go). */
export class DescribeWriter {
  readonly #tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
  #out = '';

  constructor(private readonly base = 0) {}

  /** One line (or a part of one, without the newline) at a level. */
  write(level: number, text: string): void {
    this.#tabs.write(`${'  '.repeat(level + this.base)}${text}`.replaceAll('\u001b', '^[').replaceAll('\r', '\\r'));
  }

  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }

  /** `Name:\tvalue` */
  field(level: number, name: string, value: string | number | boolean): void {
    this.line(level, `${name}:\t${String(value)}`);
  }

  /** Begins a new alignment. */
  flush(): void {
    this.#out += this.#tabs.flush();
  }

  text(): string {
    this.flush();
    return this.#out;
  }
}
