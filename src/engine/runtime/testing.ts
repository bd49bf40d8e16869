import { builtInImages } from '../images/registry.ts';
import { createImageRegistry, type ImageRegistry } from '../images/image-registry.ts';
import type { ImageDefinition } from '../images/image.ts';
import { createFabric, type KernelFabric } from '../network/index.ts';
import { releases, type Release } from '../releases/index.ts';
import type { Program } from '../sim/process.ts';
import { Simulation } from '../sim/simulation.ts';
import { startTask, type Task } from '../sim/task.ts';
import type { ContainerConfig, PodSandboxConfig } from './cri.ts';
import { createFileTree, createMachine, type KernelMachine } from './kernel/index.ts';
import { createRuntime, type NodeRuntime } from './runtime.ts';

/** One node with a runtime, for tests. */
export interface TestNode {
  readonly sim: Simulation;
  readonly machine: KernelMachine;
  readonly fabric: KernelFabric;
  readonly registry: ImageRegistry;
  readonly runtime: NodeRuntime;
  /** Runs a task to its end and returns its value; throws what it throws. */
  run<T>(task: Task<T>, limitMs?: number): T;
  /** Pulls, creates and starts a container. */
  start(sandboxId: string, config: Partial<ContainerConfig> & { image: string }): string;
  sandbox(name: string, config?: Partial<PodSandboxConfig>): string;
  /** Runs a program on the node, as root with a shell's environment; what it printed. */
  command(program: Program, argv: readonly string[]): { code: number; stdout: string; stderr: string };
  logOf(containerId: string): string;
  /** What an HTTP GET from the node gets back, head and body. */
  get(address: string, port: number, path?: string): string;
}

export function testNode(
  release: Release['name'] = '1.20',
  options: { readonly bandwidth?: number; readonly images?: readonly ImageDefinition[]; readonly seed?: number } = {},
): TestNode {
  const sim = new Simulation(options.seed ?? 1, releases[release].epoch);
  const fabric = createFabric(sim);
  const machine = createMachine({ sim, name: 'node1', address: '172.18.0.11', fabric });
  const registry = createImageRegistry(
    [...builtInImages, ...(options.images ?? [])],
    (modified) => createFileTree(undefined, { now: () => modified }),
    releases[release].epoch,
  );
  const runtime = createRuntime({
    sim,
    machine,
    fabric,
    release: releases[release],
    registry,
    podCIDR: () => '10.244.1.0/24',
    ...(options.bandwidth === undefined ? {} : { bandwidth: options.bandwidth }),
  });

  function run<T>(task: Task<T>, limitMs = 3_600_000): T {
    let outcome: { value: T } | { error: unknown } | undefined;
    startTask(
      sim,
      task,
      (value) => (outcome = { value }),
      (error) => (outcome = { error }),
    );
    sim.runUntil(() => outcome !== undefined, sim.now + limitMs);
    const result = outcome as { value: T } | { error: unknown } | undefined;
    if (result === undefined) throw new Error('the task did not end in time');
    if ('error' in result) throw result.error;
    return result.value;
  }

  return {
    sim,
    machine,
    fabric,
    registry,
    runtime,
    run,
    sandbox: (name, config = {}) => run(runtime.runPodSandbox(sandboxConfig(name, config))),
    start(sandboxId, config) {
      return run(
        (function* () {
          yield* runtime.pullImage(config.image);
          const id = yield* runtime.createContainer(sandboxId, containerConfig(config));
          yield* runtime.startContainer(id);
          return id;
        })(),
      );
    },
    command(program, argv) {
      let stdout = '';
      let stderr = '';
      let code: number | undefined;
      machine.spawn({
        argv,
        env: { PATH: '/usr/bin', HOME: '/root' },
        cwd: '/',
        namespaces: machine.namespaces,
        stdio: { kind: 'pipes', stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) },
        program,
        onExit: (status) => (code = status.code),
      });
      sim.runUntil(() => code !== undefined, sim.now + 600_000);
      if (code === undefined) throw new Error(`${argv.join(' ')} did not end in time`);
      return { code, stdout, stderr };
    },
    logOf: (containerId) => (runtime.log(containerId)?.entries ?? []).map((entry) => entry.text).join(''),
    get(address, port, path = '/') {
      return run(
        (function* () {
          const connection = yield* machine.namespaces.net.connect(address, port);
          yield* connection.write(`GET ${path} HTTP/1.1\r\nHost: ${address}:${port}\r\nConnection: close\r\n\r\n`);
          let answer = '';
          for (let text = yield* connection.read(); text !== ''; text = yield* connection.read()) answer += text;
          connection.close();
          return answer;
        })(),
      );
    },
  };
}

export function sandboxConfig(name: string, config: Partial<PodSandboxConfig> = {}): PodSandboxConfig {
  return {
    name,
    namespace: 'default',
    uid: '49130122-540c-4c8b-98aa-23c84e9bfc9a',
    attempt: 0,
    hostname: name,
    labels: {},
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    shareProcessNamespace: false,
    dns: {
      servers: ['10.96.0.10'],
      searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      options: ['ndots:5'],
    },
    hostAliases: [],
    portMappings: [],
    sysctls: {},
    ...config,
  };
}

export function containerConfig(config: Partial<ContainerConfig> & { image: string }): ContainerConfig {
  return {
    name: 'main',
    attempt: 0,
    command: undefined,
    args: undefined,
    workingDir: undefined,
    env: [],
    mounts: [],
    labels: {},
    resources: { cpuLimit: undefined, cpuRequest: undefined, memoryLimit: undefined },
    runAsUser: undefined,
    runAsGroup: undefined,
    readOnlyRootFilesystem: false,
    privileged: false,
    stdin: false,
    tty: false,
    targetContainerId: undefined,
    ...config,
  };
}
