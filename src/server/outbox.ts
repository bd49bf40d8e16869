import type { ServerResponse } from 'node:http';
import type { Limits } from './limits.ts';

/**
 * Whole answers on their way to their readers. What nobody reads stays in memory, so there is only so much of it: one more is not
 * taken, and a reader that does not come for its answer is cut off.
 */
export class Outbox {
  #bytes = 0;

  constructor(private readonly limits: Pick<Limits, 'maxUnsentAnswers' | 'drainTimeout'>) {}

  /** False: there is no room for it now. */
  hasRoomFor(bytes: number): boolean {
    return this.#bytes + bytes <= this.limits.maxUnsentAnswers;
  }

  /** Sends a body and ends the response. */
  send(to: ServerResponse, body: Uint8Array): void {
    this.#bytes += body.length;
    const timer = setTimeout(() => to.destroy(), this.limits.drainTimeout);
    to.once('close', () => {
      clearTimeout(timer);
      this.#bytes -= body.length;
    });
    to.end(body);
  }
}
