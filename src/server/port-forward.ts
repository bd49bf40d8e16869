import type { PortForwardConnection } from '../engine/api/http.ts';
import { bytesOf, BytesOfText, TextOfBytes } from '../session/remote/text.ts';

/** The client's side of one forwarded connection. */
export interface ForwardClient {
  data(bytes: Uint8Array): void;
  error(bytes: Uint8Array): void;
  /** The Pod's side has ended; all is sent. */
  end(): void;
}

export interface ForwardInput {
  data(bytes: Uint8Array): void;
  end(): void;
  readonly backlog: number;
  hangUp(): void;
}

/** Connects one connection to a Pod's port with a client. @param wake see `carryCommand`. */
export function carryConnection(
  connection: PortForwardConnection,
  client: ForwardClient,
  wake: () => void,
): ForwardInput {
  const input = new TextOfBytes();
  const output = new BytesOfText();
  let open = 2;
  const ended = (): void => {
    open--;
    if (open === 0) client.end();
  };
  connection.output.listen((text) => client.data(output.push(text)), ended);
  connection.error.listen((text) => client.error(bytesOf(text)), ended);
  return {
    data(bytes) {
      const text = input.push(bytes);
      if (text === '') return;
      connection.input.push(text);
      wake();
    },
    end() {
      const rest = input.end();
      if (rest !== '') connection.input.push(rest);
      connection.input.close();
      wake();
    },
    get backlog() {
      return connection.input.length;
    },
    hangUp() {
      for (const channel of [connection.input, connection.output, connection.error]) channel.close();
      wake();
    },
  };
}
