import type { Release } from '../releases/index.ts';

/** client-go tools/record/events_cache.go: so many events with different messages in so many ms become one. */
const aggregateMaxEvents = 10;
const aggregateInterval = 600_000;
/** A source may send so many events about an object at once, and one more every five minutes. */
const spamBurst = 25;
const spamRefill = 300_000;
/** Entries kept of each kind; the least recently used go first. */
const cacheSize = 4096;

/** What tells events of one source apart. */
export interface EventIdentity {
  /** Kind, namespace, name, UID and apiVersion of the object. */
  readonly object: string;
  readonly fieldPath: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface Observation {
  /** Under which the event is known from now on. */
  readonly key: string;
  readonly message: string;
  /** How often it has happened, this time included; above 1 the earlier one is patched. */
  readonly count: number;
  /** Too many events about the object: nothing is to be written. */
  readonly skip: boolean;
}

class Lru<V> {
  readonly #entries = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= cacheSize) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }
}

/** Aggregates, counts and throttles the events of one source, as client-go's EventCorrelator does. Times are milliseconds. */
export class EventCorrelator {
  readonly #similar = new Lru<{ readonly messages: Set<string>; readonly last: number }>();
  readonly #counts = new Lru<number>();
  readonly #tokens = new Lru<{ readonly left: number; readonly at: number }>();

  constructor(private readonly release: Release['name']) {}

  observe(event: EventIdentity, now: number): Observation {
    const { object, fieldPath, type, reason } = event;
    const similarKey = [object, type, reason].join('\u0000');
    let key = [object, fieldPath, type, reason, event.message].join('\u0000');
    let message = event.message;
    const before = this.#similar.get(similarKey);
    const messages =
      before === undefined || now - before.last > aggregateInterval ? new Set<string>() : before.messages;
    messages.add(message);
    this.#similar.set(similarKey, { messages, last: now });
    if (messages.size >= aggregateMaxEvents) {
      for (const one of messages) {
        messages.delete(one);
        break;
      }
      key = similarKey;
      message = `(combined from similar events): ${message}`;
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    // v1.20 throttles warnings and the rest together.
    const allowed = this.#allow(this.release === '1.20' ? object : `${object}\u0000${type}`, now);
    return { key, message, count, skip: !allowed };
  }

  #allow(key: string, now: number): boolean {
    const bucket = this.#tokens.get(key) ?? { left: spamBurst, at: now };
    const left = Math.min(spamBurst, bucket.left + (now - bucket.at) / spamRefill);
    const allowed = left >= 1;
    this.#tokens.set(key, { left: allowed ? left - 1 : left, at: now });
    return allowed;
  }
}
