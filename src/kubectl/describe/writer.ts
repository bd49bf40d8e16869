import { TabWriter } from '../printers/tabwriter.ts';

/** Collects a description: levels indent by two spaces, tabs align (tabbedString and PrefixWriter of describe.go). */
export class DescribeWriter {
  readonly #tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
  #out = '';

  /** @param tabs whether tabs align, or are left as they are (rollout history --revision). */
  constructor(
    private readonly base = 0,
    private readonly tabs: 'align' | 'keep' = 'align',
    private readonly parent?: DescribeWriter,
  ) {}

  /** Writes into the same text, every piece so many levels deeper (NestedPrefixWriter). */
  nested(levels: number): DescribeWriter {
    return new DescribeWriter(this.base + levels, this.tabs, this);
  }

  /** One line (or a part of one, without the newline) at a level. */
  write(level: number, text: string): void {
    const line = `${'  '.repeat(level + this.base)}${text}`.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
    this.#append(line);
  }

  #append(line: string): void {
    if (this.parent !== undefined) this.parent.#append(line);
    else if (this.tabs === 'keep') this.#out += line;
    else this.#tabs.write(line);
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
    if (this.parent !== undefined) return this.parent.flush();
    this.#out += this.#tabs.flush();
  }

  text(): string {
    this.flush();
    return this.#out;
  }
}
