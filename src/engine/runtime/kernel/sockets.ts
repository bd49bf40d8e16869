import { SysError, type FileStat, type SocketAddress } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { Datagram, DatagramSocket } from '../../network/datagram-socket.ts';
import type { Endpoint } from '../../network/endpoint.ts';
import type { Listener } from '../../network/listener.ts';
import type { KernelProcess } from './kernel-process.ts';
import { OpenFile, specialStat, type SocketFile } from './open-file.ts';

/** A connected TCP socket. */
export class StreamSocket extends OpenFile implements SocketFile {
  constructor(
    private readonly endpoint: Endpoint,
    private readonly id: number,
  ) {
    super();
  }

  get name(): string {
    return `socket:[${this.id}]`;
  }

  get local(): SocketAddress {
    return this.endpoint.local;
  }

  get remote(): SocketAddress {
    return this.endpoint.remote;
  }

  read(_process: KernelProcess, max: number): Task<string> {
    return this.endpoint.read(max);
  }

  *write(process: KernelProcess, data: string): Task<void> {
    try {
      yield* this.endpoint.write(data);
    } catch (error) {
      if (error instanceof SysError && error.code === 'EPIPE') process.brokenPipe();
      throw error;
    }
  }

  shutdown(): void {
    this.endpoint.shutdown();
  }

  *accept(): Task<never> {
    throw new SysError('EINVAL');
  }

  stat(): FileStat {
    return specialStat('socket', 0o777);
  }

  override socket(): SocketFile {
    return this;
  }

  protected release(): void {
    this.endpoint.close();
  }
}

/** A listening socket. */
export class ListenSocket extends OpenFile implements SocketFile {
  readonly remote = undefined;

  constructor(
    private readonly listener: Listener,
    private readonly nextId: () => number,
    private readonly id: number,
  ) {
    super();
  }

  get name(): string {
    return `socket:[${this.id}]`;
  }

  get local(): SocketAddress {
    return { address: this.listener.address, port: this.listener.port };
  }

  *read(): Task<string> {
    throw new SysError('ENOTCONN');
  }

  *write(): Task<void> {
    throw new SysError('ENOTCONN');
  }

  shutdown(): void {
    throw new SysError('ENOTCONN');
  }

  *accept(): Task<{ readonly file: OpenFile; readonly local: SocketAddress; readonly remote: SocketAddress }> {
    const endpoint = yield* this.listener.accept();
    return { file: new StreamSocket(endpoint, this.nextId()), local: endpoint.local, remote: endpoint.remote };
  }

  stat(): FileStat {
    return specialStat('socket', 0o777);
  }

  override socket(): SocketFile {
    return this;
  }

  protected release(): void {
    this.listener.close();
  }
}

/** A UDP socket. */
export class DatagramFile extends OpenFile implements SocketFile {
  constructor(
    private readonly datagrams: DatagramSocket,
    private readonly id: number,
  ) {
    super();
  }

  get name(): string {
    return `socket:[${this.id}]`;
  }

  get local(): SocketAddress {
    return { address: this.datagrams.address, port: this.datagrams.port };
  }

  get remote(): SocketAddress | undefined {
    return this.datagrams.peer;
  }

  *read(): Task<string> {
    return (yield* this.receive()).data;
  }

  *write(_process: KernelProcess, data: string): Task<void> {
    this.datagrams.send(data);
  }

  send(data: string, to: SocketAddress): void {
    this.datagrams.send(data, to);
  }

  *receive(): Task<Datagram> {
    for (;;) {
      const datagram = yield* this.datagrams.receive();
      if (datagram !== undefined) return datagram;
    }
  }

  shutdown(): void {
    throw new SysError('ENOTCONN');
  }

  *accept(): Task<never> {
    throw new SysError('EINVAL');
  }

  stat(): FileStat {
    return specialStat('socket', 0o777);
  }

  override socket(): SocketFile {
    return this;
  }

  protected release(): void {
    this.datagrams.close();
  }
}
