import type { Release } from '../../releases/index.ts';
import { dynamicResources } from './dynamic-resources.ts';
import { imageLocality } from './image-locality.ts';
import { interPodAffinity } from './inter-pod-affinity.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';
import { nodeResourcesFit, nodeResourcesFitFilter, nodeResourcesLeastAllocated } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import type { Plugin } from './plugin.ts';
import { podTopologySpread } from './pod-topology-spread.ts';
import { taintToleration } from './taint-toleration.ts';
import { volumeBinding } from './volume-binding.ts';

/** A plugin in a profile; its weight counts where it scores. */
export interface Enabled {
  readonly plugin: Plugin;
  readonly weight: number;
}

const on = (plugin: Plugin, weight = 0): Enabled => ({ plugin, weight });

/**
 * The default profile of each release, in the order in which the plugins filter (v1.36: pkg/scheduler/apis/config/v1/default_plugins.go; v1.20:
 * pkg/scheduler/algorithmprovider/registry.go). Gates, preemption and binding are the scheduler's own files.
 */
export const profiles: Readonly<Record<Release['name'], readonly Enabled[]>> = {
  '1.20': [
    on(nodeUnschedulable),
    on(nodeName),
    on(taintToleration, 1),
    on(nodeAffinity, 1),
    on(nodePorts),
    on(nodeResourcesFitFilter),
    on(volumeBinding),
    on(podTopologySpread, 2),
    on(interPodAffinity, 1),
    on(nodeResourcesBalancedAllocation, 1),
    on(imageLocality, 1),
    on(nodeResourcesLeastAllocated, 1),
  ],
  '1.36': [
    on(nodeUnschedulable),
    on(nodeName),
    on(taintToleration, 3),
    on(nodeAffinity, 2),
    on(nodePorts),
    on(nodeResourcesFit, 1),
    on(volumeBinding),
    on(podTopologySpread, 2),
    on(interPodAffinity, 2),
    on(dynamicResources),
    on(nodeResourcesBalancedAllocation, 1),
    on(imageLocality, 1),
  ],
};
