import type { SysError } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import type { Process } from '../runtime/machine.ts';
import { WaitQueue } from '../sim/wait-queue.ts';
import type { Endpoint } from './endpoint.ts';
import type { NetNamespace } from './net-namespace.ts';

/** net.core.somaxconn: connections that wait to be accepted; a SYN beyond is dropped and tried again by its sender. */
const backlog = 4096;

/** A listening socket. */
export class Listener {
  readonly #queue: Endpoint[] = [];
  readonly #arrived = new WaitQueue();
  #closed = false;

  constructor(
    readonly namespace: NetNamespace,
    readonly address: string,
    readonly port: number,
    readonly process: Process | undefined,
    private readonly closedError: () => SysError,
  ) {}

  get full(): boolean {
    return this.#queue.length >= backlog;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  offer(endpoint: Endpoint): void {
    this.#queue.push(endpoint);
    this.#arrived.wake();
  }

  /** @throws SysError EBADF once it is closed. */
  *accept(): Task<Endpoint> {
    for (;;) {
      if (this.#closed) throw this.closedError();
      const endpoint = this.#queue.shift();
      if (endpoint !== undefined) return endpoint;
      yield* this.#arrived.wait();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.namespace.unbind(this);
    for (const endpoint of this.#queue.splice(0)) {
      endpoint.peer?.reset();
      endpoint.close();
    }
    this.#arrived.wake();
  }

  /** Its machine lost power. */
  vanish(): void {
    this.#closed = true;
    this.#queue.length = 0;
  }
}
