import type { DnsQuestion, DnsReply } from '../../sim/dns.ts';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import {
  SysError,
  type ExitStatus,
  type FileStat,
  type HostMessage,
  type InterfaceInfo,
  type OpenFlags,
  type ProcessContext,
  type ProcessInfo,
  type Signal,
  type SocketAddress,
  type SpawnOptions,
  type TerminalControl,
  type ThreadHandle,
} from '../../sim/process.ts';
import { block, sleep, type Task } from '../../sim/task.ts';
import { request } from './api-request.ts';
import { findExecutable } from './exec.ts';
import * as files from './file-calls.ts';
import type { KernelProcess } from './kernel-process.ts';
import type { SocketFile } from './open-file.ts';
import { createPipe } from './pipe.ts';
import * as processes from './process-calls.ts';
import { askServer, queryServer, resolveName } from './resolver.ts';
import { DatagramFile, ListenSocket, StreamSocket } from './sockets.ts';
import { ProcessEnd } from './thread.ts';
import { withTimeout } from './timeout.ts';

/**
 * CPU time of one system call, ms. It is saved up and spent at the next call that can wait, once it makes 1 ms; so a loop
 * that never waits still takes time.
 */
const callCost = 0.005;
/** CPU time of a fork and an exec, ms. */
const spawnCost = 0.5;

const defaultRead = 65_536;

/** The system calls of one process. */
export class KernelContext implements ProcessContext {
  constructor(private readonly process: KernelProcess) {}

  get pid(): number {
    return this.process.namespacePid;
  }

  get ppid(): number {
    return this.process.parentProcess?.pidIn(this.process.namespaces.pid) ?? 0;
  }

  get group(): number {
    return this.process.group.namespace === this.process.namespaces.pid ? this.process.group.id : 0;
  }

  get argv(): readonly string[] {
    return this.process.argv;
  }

  get env(): Record<string, string> {
    return this.process.env;
  }

  get uid(): number {
    return this.process.uid;
  }

  get gid(): number {
    return this.process.gid;
  }

  get groups(): readonly number[] {
    return this.process.groups ?? [];
  }

  get cwd(): string {
    return this.process.cwd;
  }

  hostname(): string {
    return this.process.namespaces.uts.hostname;
  }

  now(): number {
    return this.process.machine.sim.unixNow;
  }

  random(): number {
    return this.process.machine.random.float();
  }

  *sleep(ms: number): Task<void> {
    yield* this.#pay();
    yield* sleep(this.process.machine.sim, ms);
  }

  *cpu(ms: number): Task<void> {
    this.process.checkAlive();
    if (ms > 0) this.process.debt += ms;
    yield* this.#spend();
  }

  thread(task: Task<void>): ThreadHandle {
    this.#charge();
    return this.process.startThread(task);
  }

  *timeout<T>(ms: number, task: Task<T>): Task<T> {
    return yield* withTimeout(this.process, ms, task);
  }

  // Descriptors

  *read(fd: number, max = defaultRead): Task<string> {
    yield* this.#pay();
    const file = this.process.descriptor(fd);
    return max <= 0 ? '' : yield* file.read(this.process, max);
  }

  *write(fd: number, data: string): Task<void> {
    yield* this.#pay();
    yield* this.process.descriptor(fd).write(this.process, data);
  }

  open(path: string, flags: OpenFlags = {}): number {
    this.#charge();
    return this.process.addDescriptor(files.open(this.process, path, flags));
  }

  close(fd: number): void {
    this.#charge();
    const file = this.process.descriptor(fd);
    this.process.files.delete(fd);
    file.close();
  }

  pipe(): { readonly read: number; readonly write: number } {
    this.#charge();
    const pipe = createPipe(this.process.machine.nextInode());
    return { read: this.process.addDescriptor(pipe.read), write: this.process.addDescriptor(pipe.write) };
  }

  dup2(from: number, to: number): void {
    this.#charge();
    const file = this.process.descriptor(from);
    if (from === to) return;
    const old = this.process.files.get(to);
    this.process.files.set(to, file.retain());
    old?.close();
  }

  terminal(fd: number): TerminalControl | undefined {
    this.#charge();
    return this.process.files.get(fd)?.terminal(this.process);
  }

  // Files

  chdir(path: string): void {
    this.#charge();
    files.changeDirectory(this.process, path);
  }

  stat(path: string): FileStat {
    this.#charge();
    return files.stat(this.process, path, true);
  }

  lstat(path: string): FileStat {
    this.#charge();
    return files.stat(this.process, path, false);
  }

  readdir(path: string): readonly string[] {
    this.#charge();
    return files.readDirectory(this.process, path);
  }

  mkdir(path: string, mode = 0o755): void {
    this.#charge();
    files.makeDirectory(this.process, path, mode);
  }

  rmdir(path: string): void {
    this.#charge();
    files.removeDirectory(this.process, path);
  }

  unlink(path: string): void {
    this.#charge();
    files.unlink(this.process, path);
  }

  rename(from: string, to: string): void {
    this.#charge();
    files.rename(this.process, from, to);
  }

  symlink(target: string, path: string): void {
    this.#charge();
    files.makeSymlink(this.process, target, path);
  }

  chmod(path: string, mode: number): void {
    this.#charge();
    files.changeMode(this.process, path, mode);
  }

  chown(path: string, uid: number, gid: number): void {
    this.#charge();
    files.changeOwner(this.process, path, uid, gid);
  }

  utimes(path: string, mtime: number): void {
    this.#charge();
    files.changeTime(this.process, path, mtime);
  }

  readFile(path: string): string {
    this.#charge();
    return files.readFile(this.process, path);
  }

  writeFile(path: string, text: string, options: { readonly append?: boolean; readonly mode?: number } = {}): void {
    this.#charge();
    files.writeFile(this.process, path, text, options);
  }

  // Network

  listen(address: string, port: number): number {
    this.#charge();
    const { machine, namespaces } = this.process;
    const listener = namespaces.net.listen({ uid: this.process.uid, process: this.process }, address, port);
    const nextId = (): number => machine.nextInode();
    return this.process.addDescriptor(new ListenSocket(listener, nextId, nextId()));
  }

  *accept(fd: number): Task<{ readonly fd: number; readonly local: SocketAddress; readonly remote: SocketAddress }> {
    yield* this.#pay();
    const { file, local, remote } = yield* this.#socket(fd).accept();
    return { fd: this.process.addDescriptor(file), local, remote };
  }

  *connect(address: string, port: number): Task<number> {
    yield* this.#pay();
    const { machine, namespaces } = this.process;
    const endpoint = yield* machine.fabric.connect(namespaces.net, address, port);
    return this.process.addDescriptor(new StreamSocket(endpoint, machine.nextInode()));
  }

  *resolve(name: string, server?: string): Task<readonly string[]> {
    yield* this.#pay();
    if (server !== undefined) return yield* askServer(this.process, server, name);
    return yield* resolveName(this.process, name);
  }

  *query(server: string, question: DnsQuestion, timeout?: number): Task<DnsReply> {
    yield* this.#pay();
    return yield* queryServer(this.process, server, question, timeout);
  }

  bindDatagram(address: string, port: number): number {
    return this.#openDatagram(address, port, undefined);
  }

  connectDatagram(address: string, port: number): number {
    return this.#openDatagram('0.0.0.0', 0, { address, port });
  }

  sendDatagram(fd: number, data: string, to: SocketAddress): void {
    this.#charge();
    this.#datagrams(fd).send(data, to);
  }

  *receiveDatagram(fd: number): Task<{ readonly data: string; readonly from: SocketAddress }> {
    yield* this.#pay();
    return yield* this.#datagrams(fd).receive();
  }

  *echo(address: string, timeout: number): Task<{ readonly time: number; readonly ttl: number }> {
    yield* this.#pay();
    const { machine, namespaces } = this.process;
    return yield* machine.fabric.echo(namespaces.net, address, timeout);
  }

  shutdown(fd: number): void {
    this.#charge();
    this.#socket(fd).shutdown();
  }

  localAddress(fd: number): SocketAddress {
    return this.#socket(fd).local;
  }

  remoteAddress(fd: number): SocketAddress {
    const { remote } = this.#socket(fd);
    if (remote === undefined) throw new SysError('ENOTCONN');
    return remote;
  }

  interfaces(): readonly InterfaceInfo[] {
    return this.process.namespaces.net.interfaces;
  }

  // Processes

  spawn(options: SpawnOptions): number {
    this.#charge(spawnCost);
    return processes.spawn(this.process, options).namespacePid;
  }

  *exec(argv: readonly string[], env?: Readonly<Record<string, string>>): Task<never> {
    yield* this.#pay();
    const own = { ...(env ?? this.process.env) };
    const found = findExecutable(this.process, argv, own);
    this.process.replace(found.program, found.argv, own);
    yield* block<void>(() => () => {});
    throw new ProcessEnd(0);
  }

  *wait(
    pid: number,
    untraced = false,
  ): Task<{ readonly pid: number; readonly status: ExitStatus; readonly stopped?: boolean }> {
    yield* this.#pay();
    return yield* processes.wait(this.process, pid, untraced);
  }

  tryWait(): { readonly pid: number; readonly status: ExitStatus } | undefined {
    this.#charge();
    return processes.tryWait(this.process);
  }

  kill(pid: number, signal: Signal | 0): void {
    this.#charge();
    processes.kill(this.process, pid, signal);
    this.process.checkAlive();
  }

  onSignal(signal: Signal, action: 'default' | 'ignore' | (() => void)): void {
    this.#charge();
    this.process.setAction(signal, action);
  }

  exit(code: number): never {
    throw new ProcessEnd(code);
  }

  processes(): readonly ProcessInfo[] {
    this.#charge();
    const view = this.process.namespaces.pid;
    return [...view.members.values()].map((process) => process.info(view));
  }

  setProcessGroup(pid: number, group: number): void {
    this.#charge();
    processes.setProcessGroup(this.process, pid, group);
  }

  allocate(bytes: number): void {
    this.#charge();
    this.process.machine.memory.allocate(this.process, bytes);
    this.process.checkAlive();
  }

  // The world outside

  *request(message: ApiRequest): Task<ApiResponse> {
    yield* this.#pay();
    return yield* request(this.process, message);
  }

  notify(message: HostMessage): boolean {
    return this.process.machine.notify(message);
  }

  #openDatagram(address: string, port: number, peer: SocketAddress | undefined): number {
    this.#charge();
    const { machine, namespaces, uid } = this.process;
    const socket = namespaces.net.bindDatagram({ uid, process: this.process }, address, port, peer);
    return this.process.addDescriptor(new DatagramFile(socket, machine.nextInode()));
  }

  #datagrams(fd: number): DatagramFile {
    const file = this.process.descriptor(fd);
    if (file instanceof DatagramFile) return file;
    throw new SysError('ENOTSOCK');
  }

  #socket(fd: number): SocketFile {
    const socket = this.process.descriptor(fd).socket();
    if (socket === undefined) throw new SysError('ENOTSOCK');
    return socket;
  }

  #charge(cost = callCost): void {
    this.process.checkAlive();
    this.process.debt += cost;
  }

  *#pay(): Task<void> {
    this.#charge();
    if (this.process.debt >= 1) yield* this.#spend();
  }

  *#spend(): Task<void> {
    const { process } = this;
    if (process.debt < 1) return;
    const ms = process.debt;
    process.debt = 0;
    const thread = process.running;
    if (thread !== undefined) thread.computing = true;
    try {
      yield* process.namespaces.cgroup.use(ms);
      process.cpuTime += ms;
    } finally {
      if (thread !== undefined) thread.computing = false;
    }
  }
}
