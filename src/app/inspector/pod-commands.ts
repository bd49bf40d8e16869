import type { PodModel } from '../canvas/pod-model.ts';

/** The kubectl commands that belong to a Pod, from looking to touching. */
export function podCommands(pod: PodModel, container: string | undefined): readonly string[] {
  const { name } = pod;
  const scope = pod.namespace === 'default' ? '' : ` -n ${pod.namespace}`;
  const alive = pod.containers.filter((one) => one.tone === 'running');
  const chosen = pod.containers.find((one) => one.name === container) ?? alive[0] ?? pod.containers.at(-1);
  const of = pod.containers.length > 1 && chosen !== undefined ? ` -c ${chosen.name}` : '';
  const port = alive.flatMap((one) => one.ports)[0];
  return [
    `kubectl get pod ${name}${scope} -o wide`,
    `kubectl describe pod ${name}${scope}`,
    `kubectl get pod ${name}${scope} -o yaml`,
    `kubectl get events${scope} --field-selector involvedObject.name=${name}`,
    `kubectl logs ${name}${scope}${of}`,
    ...(chosen !== undefined && chosen.restarts > 0 ? [`kubectl logs ${name}${scope}${of} --previous`] : []),
    ...(alive.length > 0 ? [`kubectl exec -it ${name}${scope}${of} -- sh`] : []),
    ...(port === undefined ? [] : [`kubectl port-forward ${name}${scope} ${port < 1024 ? 8000 + port : port}:${port}`]),
    `kubectl delete pod ${name}${scope}`,
  ];
}
