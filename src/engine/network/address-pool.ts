import { cidrSize, formatIPv4, parseCidr, type Cidr } from './addresses.ts';

/**
 * The Pod addresses of one node, as the CNI plugin host-local hands them out: round robin from the last one given,
 * .1 is the bridge. So a recreated sandbox gets a new address although the old one is free.
 */
export class AddressPool {
  readonly cidr: Cidr;
  readonly #used = new Set<number>();
  #last = 1;

  constructor(readonly text: string) {
    this.cidr = parseCidr(text);
  }

  get gateway(): string {
    return formatIPv4(this.cidr.network + 1);
  }

  /** As host-local names it: the bridge's address to the last one. */
  get range(): string {
    return `${this.gateway}-${formatIPv4(this.cidr.network + cidrSize(this.cidr) - 2)}`;
  }

  get used(): number {
    return this.#used.size;
  }

  /** The next free address, or undefined if all are taken. */
  take(): string | undefined {
    const size = cidrSize(this.cidr);
    for (let tries = 0; tries < size; tries++) {
      this.#last = this.#last + 1 >= size - 1 ? 2 : this.#last + 1;
      if (this.#used.has(this.#last)) continue;
      this.#used.add(this.#last);
      return formatIPv4(this.cidr.network + this.#last);
    }
    return undefined;
  }

  release(value: number): void {
    this.#used.delete(value - this.cidr.network);
  }
}
