import { inProcessTransport } from '../../engine/apiserver/http/transport.ts';
import { bootstrap } from '../../engine/apiserver/bootstrap.ts';
import { ApiServer } from '../../engine/apiserver/server.ts';
import type { KubeObject } from '../../engine/api/types.ts';
import { createFabric } from '../../engine/network/index.ts';
import { releases } from '../../engine/releases/index.ts';
import {
  createFileTree,
  createMachine,
  createTerminal,
  type KernelMachine,
} from '../../engine/runtime/kernel/index.ts';
import { Simulation } from '../../engine/sim/simulation.ts';
import { furnishWorkstation, runAsUser, user, writeHomeFile } from '../../session/workstation.ts';
import { createShell } from '../../shell/index.ts';
import { createKubectl, type KubectlRelease } from '../index.ts';

/** The kubeconfig of the real API server that the recordings come from. */
const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: o, cluster: {server: "https://127.0.0.1:16443", insecure-skip-tls-verify: true}}]
users: [{name: a, user: {token: oracle-token}}]
contexts: [{name: o, context: {cluster: o, user: a}}]
current-context: o
`;

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** A workstation before an API server that holds given objects, without nodes or controllers: what a command prints depends on nothing else. */
export class TestWorkstation {
  readonly sim: Simulation;
  readonly server: ApiServer;
  readonly machine: KernelMachine;

  /**
   * @param objects are stored as they are, past admission and validation.
   * @param options.at Unix milliseconds at the start.
   * @param options.server whose API it is; kubectl's own release if not given.
   */
  constructor(
    release: KubectlRelease['name'],
    objects: readonly KubeObject[],
    options: { readonly at?: number; readonly server?: KubectlRelease['name']; readonly openapi?: unknown } = {},
  ) {
    const serverRelease = releases[options.server ?? release];
    this.sim = new Simulation(1, options.at ?? serverRelease.epoch);
    this.server = new ApiServer({
      sim: this.sim,
      release: serverRelease,
      ...(options.openapi === undefined ? {} : { openapi: options.openapi }),
    });
    bootstrap(this.server);
    for (const object of objects) this.put(object);
    this.sim.advanceTo(1);
    const disk = createFileTree(undefined, { now: () => this.sim.unixNow });
    const shell = createShell({ flavour: 'bash', completers: {} });
    furnishWorkstation(disk, { bash: shell.program, kubectl: createKubectl({ release }) }, [], {});
    writeHomeFile(disk, `${user.home}/.kube/config`, kubeconfig);
    this.machine = createMachine({
      sim: this.sim,
      name: 'workstation',
      address: '172.18.0.2',
      fabric: createFabric(this.sim),
      disk,
    });
    this.machine.api = inProcessTransport(this.server);
  }

  /** Stores an object, kept in the version that it is given in. */
  put(object: KubeObject): void {
    const { kinds, store } = this.server;
    const kind = kinds.byGvk(object.apiVersion ?? '', object.kind ?? '');
    if (kind?.storage === undefined) throw new Error(`no kind ${object.kind} in ${object.apiVersion}`);
    store.put(kind.storage, object.metadata?.namespace ?? '', object.metadata?.name ?? '', object);
    if (object.kind === 'CustomResourceDefinition') kinds.setDefinitions([object]);
  }

  /** Runs a command line. */
  run(line: string): Ran {
    const { sim, machine } = this;
    machine.disk.writeFile('/tmp/.line', `${line}\n`);
    for (const path of ['/tmp/.out', '/tmp/.err']) {
      machine.disk.writeFile(path, '');
      machine.disk.chown(path, user.uid, user.gid);
    }
    const terminal = createTerminal(machine, { columns: 160, rows: 50 });
    const process = runAsUser(machine, ['bash', '-c', 'bash /tmp/.line </dev/null >/tmp/.out 2>/tmp/.err'], {
      kind: 'terminal',
      terminal,
    });
    let status: number | undefined;
    process.onExit(({ code, signal }) => {
      status = signal === undefined ? code : 128;
    });
    sim.runUntil(() => status !== undefined, sim.now + 3_600_000);
    return {
      stdout: machine.disk.readFile('/tmp/.out'),
      stderr: machine.disk.readFile('/tmp/.err'),
      status: status ?? -1,
    };
  }
}
