import type { Channel } from '../../sim/channel.ts';

/** What a proxy subresource sends to its backend. */
export interface BackendRequest {
  readonly scheme: 'http' | 'https';
  readonly address: string;
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/** What came back; the body whole, or in pieces where nobody knows its length. */
export interface BackendResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Channel<unknown>;
}

/** Why nothing came back, in Go's words: `dial tcp 10.244.1.5:81: connect: connection refused`. */
export interface BackendFailure {
  readonly error: string;
}

/** The API server's way into the networks of the nodes and of the Pods, from the machine that it runs on. */
export interface Backends {
  /** Speaks HTTP with an address; answers once, unless it is cancelled before. */
  send(request: BackendRequest, answer: (outcome: BackendResponse | BackendFailure) => void): { cancel(): void };
}
