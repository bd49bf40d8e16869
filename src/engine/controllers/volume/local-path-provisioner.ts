import {
  betaStorageProvisioner,
  classOfClaim,
  provisionedBy,
  requestedStorage,
  selectedNode,
} from '../../api/persistent-volumes.ts';
import { isStatusError } from '../../api/status.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import { sleep, startTask, type Task } from '../../sim/task.ts';
import type { StartController } from '../controller.ts';
import { objectKey, splitKey } from '../work-queue.ts';

/* rancher/local-path-provisioner, which kind installs, on sig-storage-lib-external-provisioner: provisioner.go and controller.go. */

const provisionerName = 'rancher.io/local-path';
const basePath = '/var/local-path-provisioner';
const helperNamespace = 'kube-system';
/** The helper Pod is looked at each second, for at most two minutes. */
const pollPeriod = 1000;
const pollCount = 120;
/** The library's rate limit after a failure. */
const firstRetry = 15_000;
const lastRetry = 1000_000;
const failureThreshold = 15;

const standardClass: StorageClass = {
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: provisionerName,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

class ProvisioningError extends Error {}

/**
 * Makes a directory on the chosen node for each claim of its classes, by a helper Pod there, and removes it with the volume. It is no controller of
 * kube-controller-manager but an add-on; it brings the default StorageClass with it.
 */
export const localPathProvisioner: StartController = ({ sim, client, recorder }) => {
  const identity = sim.random.fork('local-path-provisioner');
  const events = recorder(
    `${provisionerName}_local-path-provisioner-${identity.text(10, 'bcdf2456789')}-${identity.text(5, 'bcdf2456789')}_${identity.uuid()}`,
  );
  const running = new Set<string>();
  const failures = new Map<string, number>();
  if (client.find('storageclasses', undefined, 'standard') === undefined) {
    client.create('storageclasses', undefined, standardClass);
  }

  /** Runs a command beside the volume's directory on its node and waits for its end. */
  function* runHelper(
    action: 'create' | 'delete',
    volume: string,
    path: string,
    node: string,
    script: string,
  ): Task<void> {
    const name = `helper-pod-${action}-${volume}`.slice(0, 128);
    const parent = path.slice(0, path.lastIndexOf('/'));
    const pod: Pod = {
      metadata: { name },
      spec: {
        nodeName: node,
        restartPolicy: 'Never',
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'helper-pod',
            image: 'busybox:1.36',
            imagePullPolicy: 'IfNotPresent',
            command: ['/bin/sh', '-c', script],
            env: [{ name: 'VOL_DIR', value: path }],
            volumeMounts: [{ name: 'data', mountPath: parent }],
          },
        ],
        volumes: [{ name: 'data', hostPath: { path: parent, type: 'DirectoryOrCreate' } }],
      },
    };
    if (client.find('pods', helperNamespace, name) === undefined) client.create('pods', helperNamespace, pod);
    try {
      for (let i = 0; i < pollCount; i++) {
        if (client.find('pods', helperNamespace, name)?.status?.phase === 'Succeeded') return;
        yield* sleep(sim, pollPeriod);
      }
      const why = `create process timeout after ${pollCount} seconds`;
      throw new ProvisioningError(`failed to ${action} volume ${volume}: ${why}`);
    } finally {
      if (client.find('pods', helperNamespace, name) !== undefined) client.delete('pods', helperNamespace, name);
    }
  }

  function* provision(claim: PersistentVolumeClaim, storageClass: StorageClass): Task<void> {
    const { namespace = '', name = '', uid = '', annotations } = claim.metadata ?? {};
    const { accessModes = [], selector } = claim.spec ?? {};
    if (selector !== undefined) throw new ProvisioningError('claim.Spec.Selector is not supported');
    if (accessModes.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod')) {
      throw new ProvisioningError('NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes');
    }
    const node = annotations?.[selectedNode];
    if (node === undefined) throw new ProvisioningError('configuration error, no node was specified');
    const volume = `pvc-${uid}`;
    const path = `${basePath}/${volume}_${namespace}_${name}`;
    yield* runHelper('create', volume, path, node, 'mkdir -m 0777 -p "$VOL_DIR"');
    const hostname = client.find('nodes', undefined, node)?.metadata?.labels?.['kubernetes.io/hostname'] ?? node;
    const object = {
      metadata: {
        name: volume,
        annotations: { 'local.path.provisioner/selected-node': node, [provisionedBy]: provisionerName },
      },
      spec: {
        accessModes,
        capacity: { storage: requestedStorage(claim) },
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          name,
          namespace,
          uid,
          resourceVersion: claim.metadata?.resourceVersion,
        },
        hostPath: { path, type: 'DirectoryOrCreate' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }] },
            ],
          },
        },
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        storageClassName: storageClass.metadata?.name ?? '',
        volumeMode: 'Filesystem',
      },
    } as PersistentVolume;
    if (client.find('persistentvolumes', undefined, volume) === undefined) {
      client.create('persistentvolumes', undefined, object);
    }
  }

  function shouldProvision(claim: PersistentVolumeClaim): StorageClass | undefined {
    const { annotations, deletionTimestamp } = claim.metadata ?? {};
    if ((claim.spec?.volumeName ?? '') !== '' || deletionTimestamp !== undefined) return undefined;
    if (annotations?.[betaStorageProvisioner] !== provisionerName) return undefined;
    const storageClass = client.find('storageclasses', undefined, classOfClaim(claim));
    if (storageClass?.provisioner !== provisionerName) return undefined;
    const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
    return waits && annotations[selectedNode] === undefined ? undefined : storageClass;
  }

  /** One operation at a time for each object; what failed is tried again later and later, and then given up. */
  function run(key: string, task: () => Task<void> | undefined, onFailure: (message: string) => void): void {
    if (running.has(key)) return;
    const started = task();
    if (started === undefined) return;
    running.add(key);
    const failed = (message: string): void => {
      running.delete(key);
      onFailure(message);
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      if (count >= failureThreshold) return;
      sim.after(Math.min(firstRetry * 2 ** (count - 1), lastRetry), () => run(key, task, onFailure));
    };
    startTask(
      sim,
      started,
      () => {
        running.delete(key);
        failures.delete(key);
      },
      (error) => {
        if (!(error instanceof ProvisioningError) && !isStatusError(error)) throw error;
        failed(error.message);
      },
    );
  }

  function claimChanged(key: string): void {
    const { namespace, name } = splitKey(key);
    const current = (): PersistentVolumeClaim | undefined => client.find('persistentvolumeclaims', namespace, name);
    run(
      `claim ${key}`,
      () => {
        const claim = current();
        const storageClass = claim === undefined ? undefined : shouldProvision(claim);
        if (claim === undefined || storageClass === undefined) return undefined;
        return (function* () {
          const message = `External provisioner is provisioning volume for claim "${key}"`;
          events.event(claim, 'Normal', 'Provisioning', message);
          yield* provision(claim, storageClass);
          const done = `Successfully provisioned volume pvc-${claim.metadata?.uid ?? ''}`;
          events.event(claim, 'Normal', 'ProvisioningSucceeded', done);
        })();
      },
      (message) => {
        const claim = current();
        if (claim === undefined) return;
        const why = `failed to provision volume with StorageClass "${classOfClaim(claim)}": ${message}`;
        events.event(claim, 'Warning', 'ProvisioningFailed', why);
      },
    );
  }

  function shouldDelete({ metadata, spec, status }: PersistentVolume): boolean {
    if (metadata?.annotations?.[provisionedBy] !== provisionerName || metadata.deletionTimestamp !== undefined)
      return false;
    return spec?.persistentVolumeReclaimPolicy === 'Delete' && status?.phase === 'Released';
  }

  function volumeChanged(name: string): void {
    const current = (): PersistentVolume | undefined => client.find('persistentvolumes', undefined, name);
    run(
      `volume ${name}`,
      () => {
        const volume = current();
        const node = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values?.[0];
        const path = volume?.spec?.hostPath?.path;
        if (volume === undefined || !shouldDelete(volume) || node === undefined || path === undefined) return undefined;
        return (function* () {
          yield* runHelper('delete', name, path, node, 'rm -rf "$VOL_DIR"');
          if (current() !== undefined) client.delete('persistentvolumes', undefined, name);
        })();
      },
      (message) => {
        const volume = current();
        if (volume !== undefined) events.event(volume, 'Warning', 'VolumeFailedDelete', message);
      },
    );
  }

  const claims = client.watch('persistentvolumeclaims', {}, ({ type, object }) => {
    if (type !== 'DELETED' && shouldProvision(object) !== undefined) claimChanged(objectKey(object));
  });
  const volumes = client.watch('persistentvolumes', {}, ({ type, object }) => {
    if (type !== 'DELETED' && shouldDelete(object)) volumeChanged(object.metadata?.name ?? '');
  });
  return {
    stop() {
      claims.stop();
      volumes.stop();
    },
  };
};
