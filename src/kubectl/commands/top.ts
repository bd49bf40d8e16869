import type { Command } from '../command.ts';
import type { KubectlRelease } from '../releases.ts';
import { groupRun } from './group.ts';
import { topNode } from './top/node.ts';
import { topPod } from './top/pod.ts';

/** kubectl/pkg/cmd/top/top.go. */
export function top(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'top',
    suggestFor: ['stats'],
    short: `Display ${old ? 'Resource (CPU/Memory/Storage) usage.' : 'resource (CPU/memory) usage'}`,
    long: old ? oldLong : long,
    usage: 'top [flags]',
    subcommands: [topNode(release), topPod(release)],
    run: groupRun(2),
  };
}

const oldLong = `Display Resource (CPU/Memory/Storage) usage.

 The top command allows you to see the resource consumption for nodes or pods.

 This command requires Metrics Server to be correctly configured and working on the server.`;

const long = `Display resource (CPU/memory) usage.

 This command provides a view of recent resource consumption for nodes and pods. It fetches metrics from the Metrics Server, which aggregates this data from the kubelet on each node. The Metrics Server must be installed and running in the cluster for this command to work.

 The metrics shown are specifically optimized for Kubernetes autoscaling decisions, such as those made by the Horizontal Pod Autoscaler (HPA) and Vertical Pod Autoscaler (VPA). Because of this, the values may not match those from standard OS tools like 'top', as the metrics are designed to provide a stable signal for autoscalers rather than for pinpoint accuracy.

 FAQ for Metrics Server: https://github.com/kubernetes-sigs/metrics-server/blob/master/FAQ.md

 When to use this command:

  *  For on-the-fly spot-checks of resource usage (e.g. identify which pods are consuming the most resources at a glance, or get a quick sense of the load on your nodes)
  *  Understand current resource consumption patterns
  *  Validate the behavior of your HPA or VPA configurations by seeing the metrics they use for scaling decisions.

 It is not intended to be a replacement for full-featured monitoring solutions. Its primary design goal is to provide a low-overhead signal for autoscalers, not to be a perfectly accurate monitoring tool. For high-accuracy reporting, historical analysis, dashboarding, or alerting, you should use a dedicated monitoring solution.`;
