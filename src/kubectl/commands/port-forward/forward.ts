import type { PortForward } from '../../../engine/api/http.ts';
import { SysError, type ProcessContext } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { TaskGroup } from '../../client/concurrent.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { klogLine } from '../../go/klog.ts';
import type { ForwardedPort, ListenAddress } from './ports.ts';

/** Listens on the workstation and carries every connection to the Pod, until interrupted (client-go/tools/portforward). */
export function* forwardPorts(
  invocation: Invocation,
  path: string,
  addresses: readonly ListenAddress[],
  ports: readonly ForwardedPort[],
): Task<void> {
  const { p, client } = invocation;
  const response = yield* client.request('POST', path);
  const session = response.portForward;
  if (session === undefined) throw new CommandError('error upgrading connection: the server answered without streams');
  const listeners: number[] = [];
  let interrupted = false;
  p.onSignal('SIGINT', () => {
    interrupted = true;
  });
  try {
    const group = new TaskGroup();
    for (const port of ports) {
      const opened = yield* listenOnPort(invocation, addresses, port);
      for (const { fd, local } of opened) {
        listeners.push(fd);
        group.start(acceptAll(invocation, session, fd, { local, remote: port.remote }, group));
      }
    }
    if (listeners.length === 0) {
      const shown = ports.map((port) => `{${port.local} ${port.remote}}`).join(' ');
      throw new CommandError(`unable to listen on any of the requested ports: [${shown}]`);
    }
    yield* group.wait();
  } catch (error) {
    if (!interrupted || !(error instanceof SysError)) throw error;
  } finally {
    p.onSignal('SIGINT', 'default');
    for (const fd of listeners) closeQuietly(p, fd);
    session.close();
  }
}

/** Opens the listeners of one port and says so; one failing address of localhost is forgiven. */
function* listenOnPort(
  invocation: Invocation,
  addresses: readonly ListenAddress[],
  port: ForwardedPort,
): Task<readonly { readonly fd: number; readonly local: number }[]> {
  const { p } = invocation;
  const opened: { fd: number; local: number }[] = [];
  const errors: string[] = [];
  const failed = { all: 0, any: 0 };
  const succeeded = { all: 0, any: 0 };
  let local = port.local;
  for (const { address, mode } of addresses) {
    const host = address.includes(':') ? `[${address}]` : address;
    try {
      const fd = p.listen(address, local);
      local = p.localAddress(fd).port;
      opened.push({ fd, local });
      succeeded[mode]++;
      yield* invocation.out(`Forwarding from ${host}:${local} -> ${port.remote}\n`);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      failed[mode]++;
      const family = address.includes(':') ? 'tcp6' : 'tcp4';
      errors.push(
        `unable to create listener: Error listen ${family} ${host}:${local}: bind: ${error.message.toLowerCase()}`,
      );
    }
  }
  if ((succeeded.all === 0 && failed.all > 0) || failed.any > 0) {
    for (const { fd } of opened) closeQuietly(p, fd);
    yield* invocation.err(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`,
    );
    return [];
  }
  return opened;
}

function* acceptAll(
  invocation: Invocation,
  session: PortForward,
  listener: number,
  port: ForwardedPort,
  group: TaskGroup,
): Task<void> {
  const { p } = invocation;
  for (;;) {
    const { fd } = yield* p.accept(listener);
    group.start(handleConnection(invocation, session, fd, port));
  }
}

function* handleConnection(invocation: Invocation, session: PortForward, fd: number, port: ForwardedPort): Task<void> {
  const { p } = invocation;
  yield* invocation.out(`Handling connection for ${port.local}\n`);
  const connection = session.open(port.remote);
  try {
    const directions = new TaskGroup();
    const remoteDone = new Error('remote done');
    directions.start(
      (function* (): Task<void> {
        for (;;) {
          const chunk = yield* connection.output.take();
          if (chunk === undefined) throw remoteDone;
          yield* p.write(fd, chunk);
        }
      })(),
    );
    directions.start(
      (function* (): Task<void> {
        for (;;) {
          const chunk = yield* p.read(fd);
          if (chunk === '') break;
          if (!connection.input.push(chunk)) return;
        }
        connection.input.close();
      })(),
    );
    try {
      yield* directions.wait();
    } catch (error) {
      // The local side hung up: EPIPE and ECONNRESET end the connection, not the session.
      if (
        error !== remoteDone &&
        !(error instanceof SysError && (error.code === 'EPIPE' || error.code === 'ECONNRESET'))
      )
        throw error;
    }
    const message = yield* connection.error.take();
    if (message !== undefined && message !== '') {
      yield* invocation.err(
        klogLine(
          p,
          'E',
          invocation.release.name === '1.20' ? 'portforward.go:400' : 'portforward.go:424',
          invocation.release.name === '1.20'
            ? `an error occurred forwarding ${port.local} -> ${port.remote}: ${message}`
            : `"Unhandled Error" err="an error occurred forwarding ${port.local} -> ${port.remote}: ${message.replaceAll('"', '\\"')}"`,
        ),
      );
      // Since v1.23 an error of one connection ends the session (pf.streamConn.Close()).
      if (invocation.release.name !== '1.20') throw new CommandError('lost connection to pod');
    }
  } finally {
    closeQuietly(p, fd);
    connection.input.close();
    connection.output.close();
    connection.error.close();
  }
}

function closeQuietly(p: ProcessContext, fd: number): void {
  try {
    p.close(fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}
