import { useClusterModel } from '../canvas/use-cluster-model.ts';
import { useSelection } from '../store/selection.ts';
import { Gone } from './gone.tsx';
import './inspector.css';
import { NodeInspector } from './node-inspector.tsx';
import { ObjectInspector } from './object-inspector.tsx';
import { Overview } from './overview.tsx';
import { PodInspector } from './pod-inspector.tsx';

/** What is selected, in words and numbers; with nothing selected, the whole cluster as a list. */
export function Inspector() {
  const selection = useSelection();
  const model = useClusterModel();
  return <div className="inspector">{content()}</div>;

  function content() {
    if (selection === undefined) return <Overview model={model} />;
    if (selection.kind === 'node') {
      const node = model.nodes.find((one) => one.name === selection.name);
      return node === undefined ? <Gone name={selection.name} /> : <NodeInspector node={node} />;
    }
    if (selection.kind !== 'pod') {
      const { kind, namespace, name } = selection;
      return <ObjectInspector key={`${kind}/${namespace}/${name}`} resource={kind} namespace={namespace} name={name} />;
    }
    const key = `${selection.namespace}/${selection.name}`;
    const node = model.nodes.find((one) => one.pods.some((pod) => pod.key === key));
    const pod = (node?.pods ?? model.waiting).find((one) => one.key === key);
    return pod === undefined ? (
      <Gone name={selection.name} />
    ) : (
      <PodInspector key={pod.uid} pod={pod} node={node} container={selection.container} />
    );
  }
}
