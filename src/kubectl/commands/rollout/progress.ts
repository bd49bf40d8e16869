import type { DaemonSet, Deployment, StatefulSet } from '../../../engine/api/types.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import type { Json } from '../../object.ts';
import { revisionOf } from '../../workloads/replica-sets.ts';

/** How far a rollout is. */
export interface Progress {
  readonly text: string;
  readonly done: boolean;
}

/** Throws CommandError where the rollout has failed or cannot be told. @param revision 0: the newest. */
export type ProgressViewer = (object: Json, revision: number) => Progress;

/** kubectl/pkg/polymorphichelpers/rollout_status.go; both releases say the same. */
export const progressViewers: Readonly<Record<string, ProgressViewer>> = {
  'Deployment.apps': deploymentProgress,
  'DaemonSet.apps': daemonSetProgress,
  'StatefulSet.apps': statefulSetProgress,
};

function waiting(text: string): Progress {
  return { text, done: false };
}

function deploymentProgress(object: Json, revision: number): Progress {
  const deployment = object as unknown as Deployment;
  const { metadata, spec, status } = deployment;
  const name = quote(metadata?.name ?? '');
  if (revision > 0) {
    const now = revisionOf(deployment);
    if (now === undefined) throw new CommandError(`cannot get the revision of deployment ${name}: invalid syntax`);
    if (now !== revision)
      throw new CommandError(`desired revision (${revision}) is different from the running revision (${now})`);
  }
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed...\n');
  const progressing = status?.conditions?.find((one) => one.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    throw new CommandError(`deployment ${name} exceeded its progress deadline`);
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {};
  const start = `Waiting for deployment ${name} rollout to finish:`;
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas)
    return waiting(`${start} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...\n`);
  if (replicas > updatedReplicas)
    return waiting(`${start} ${replicas - updatedReplicas} old replicas are pending termination...\n`);
  if (availableReplicas < updatedReplicas)
    return waiting(`${start} ${availableReplicas} of ${updatedReplicas} updated replicas are available...\n`);
  return { text: `deployment ${name} successfully rolled out\n`, done: true };
}

function daemonSetProgress(object: Json): Progress {
  const { metadata, spec, status } = object as unknown as DaemonSet;
  const name = quote(metadata?.name ?? '');
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw notRolling();
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed...\n');
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const start = `Waiting for daemon set ${name} rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled)
    return waiting(
      `${start} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...\n`,
    );
  if (numberAvailable < desiredNumberScheduled)
    return waiting(`${start} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...\n`);
  return { text: `daemon set ${name} successfully rolled out\n`, done: true };
}

function statefulSetProgress(object: Json): Progress {
  const { metadata, spec, status } = object as unknown as StatefulSet;
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw notRolling();
  const observed = status?.observedGeneration ?? 0;
  if (observed === 0 || (metadata?.generation ?? 0) > observed)
    return waiting('Waiting for statefulset spec update to be observed...\n');
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = status ?? {};
  const { replicas } = spec;
  if (replicas !== undefined && readyReplicas < replicas)
    return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...\n`);
  const rolling = spec.updateStrategy.rollingUpdate;
  if (rolling !== undefined) {
    const wanted = (replicas ?? 0) - (rolling.partition ?? 0);
    if (replicas !== undefined && rolling.partition !== undefined && updatedReplicas < wanted)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...\n`,
      );
    return { text: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...\n`, done: true };
  }
  const { updateRevision = '', currentRevision = '' } = status ?? {};
  if (updateRevision !== currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...\n`,
    );
  return {
    text: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`,
    done: true,
  };
}

function notRolling(): CommandError {
  return new CommandError('rollout status is only available for RollingUpdate strategy type');
}
