import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outbox } from './outbox.ts';
import { writeResponse } from './response.ts';

/** As much of a response as an outbox touches. */
class Response extends EventEmitter {
  statusCode = 0;
  readonly headers: Record<string, unknown> = {};
  sent: Uint8Array | string | undefined;
  destroyed = false;

  setHeader(name: string, value: unknown): void {
    this.headers[name] = value;
  }

  end(body: Uint8Array | string): void {
    this.sent = body;
  }

  /** The reader has it all, or is gone. */
  close(): void {
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.close();
  }
}

const ok = (bytes: number) => ({ status: 200, headers: {}, body: new Uint8Array(bytes) });
const write = (outbox: Outbox, bytes: number): Response => {
  const response = new Response();
  writeResponse(response as unknown as ServerResponse, ok(bytes), outbox);
  return response;
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is not read leaves no room for more, until it is read', () => {
  const outbox = new Outbox({ maxUnsentAnswers: 100, drainTimeout: 1000 });
  const [first, second] = [write(outbox, 60), write(outbox, 40)];
  expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
  const refused = write(outbox, 1);
  expect([refused.statusCode, refused.headers['retry-after'], refused.sent]).toEqual([
    429,
    '1',
    'Too many requests, please try again later.\n',
  ]);
  first.close();
  expect(write(outbox, 60).statusCode).toBe(200);
});

test('a reader that does not come is cut off, and its answer forgotten', () => {
  const outbox = new Outbox({ maxUnsentAnswers: 100, drainTimeout: 1000 });
  const [lazy, quick] = [write(outbox, 60), write(outbox, 40)];
  quick.close();
  vi.advanceTimersByTime(1000);
  expect([lazy.destroyed, quick.destroyed]).toEqual([true, false]);
  expect(outbox.hasRoomFor(100)).toBe(true);
});
