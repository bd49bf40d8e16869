import type { Channel } from '../sim/channel.ts';

/** One request to the Kubernetes API, as an HTTP request without the wire. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** Path and query, e.g. `/api/v1/namespaces/default/pods?labelSelector=app%3Da`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A decoded JSON value (taken as it is, without serialising), or a text or bytes (protobuf) to be decoded by content-type. */
  readonly body?: unknown;
  /**
   * Which server the client dials, `https://172.18.0.10:6443`, by IP address. Undefined: whichever the machine has. Another one than the
   * transport's is reached over the network, as any HTTP server.
   */
  readonly server?: string;
  /** False: the client did not offer to speak another protocol on the connection, which exec, attach and portforward need. */
  readonly upgradable?: false;
  /** Aborts a request under way and closes its streams. */
  readonly signal?: { onAbort(listener: () => void): void };
}

export interface ApiResponse {
  readonly status: number;
  /** Lower-case names; several `warning` headers are joined by newlines. */
  readonly headers: Readonly<Record<string, string>>;
  /** A frozen JSON value, a text (logs, /healthz, metrics) or bytes; undefined where `stream` or `upgrade` answers. */
  readonly body?: unknown;
  /** Chunks of a streaming body: JSON values for a watch, texts for `logs -f`. Close it to hang up. */
  readonly stream?: Channel<unknown>;
  /**
   * Where the answer has to be waited for (a proxied request): the transport calls it, and it answers once. Nobody behind a transport
   * sees this.
   */
  readonly later?: (respond: (response: ApiResponse) => void) => void;
  /** exec and attach. */
  readonly upgrade?: RemoteCommand;
  /** portforward. */
  readonly portForward?: PortForward;
}

/** What answered a request does not speak the protocol; the message is Go's. */
export class TransportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TransportError';
  }
}

/** The streams of exec and attach, whatever protocol carries them. */
export interface RemoteCommand {
  readonly stdin: Channel<string>;
  readonly stdout: Channel<string>;
  readonly stderr: Channel<string>;
  readonly resize: Channel<{ readonly columns: number; readonly rows: number }>;
  /** One v1 Status at the end: Success, or Failure with reason NonZeroExitCode and the ExitCode cause. Then closed. */
  readonly result: Channel<unknown>;
}

/** A port-forward session: one connection to the Pod per accepted local connection. */
export interface PortForward {
  open(port: number): PortForwardConnection;
  close(): void;
}

export interface PortForwardConnection {
  /** To the Pod. */
  readonly input: Channel<string>;
  /** From the Pod. */
  readonly output: Channel<string>;
  /** At most one message, e.g. that nothing listens on the port; closed with the connection. */
  readonly error: Channel<string>;
}

/** Answers API requests: the in-process API server, or a remote one behind fetch. Calls `respond` once. */
export interface ApiTransport {
  /** The servers that it stands for, as `ApiRequest.server` names them; undefined: any. */
  readonly servers?: readonly string[];
  send(request: ApiRequest, respond: (response: ApiResponse) => void, fail: (error: unknown) => void): void;
}
