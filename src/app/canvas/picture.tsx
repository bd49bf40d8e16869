import type { KeyboardEvent, MouseEvent } from 'react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../store/clock.ts';
import { useIsRemote } from '../remote/remote-store.ts';
import { AddNode } from './add-node.tsx';
import { HandsMenu } from '../hands/hands-menu.tsx';
import { handsOf } from '../hands/hands-of.ts';
import { useCluster } from '../store/cluster.ts';
import { SavePicture } from '../export/save-picture.tsx';
import { lookInside, parseSelection, select, selectionText, useLooksInside, useSelection } from '../store/selection.ts';
import type { NodeModel } from './cluster-model.ts';
import type { LayoutNode, LayoutPod } from './scene.ts';
import type { PodModel } from './pod-model.ts';
import { ControlPlane } from './control-plane.tsx';
import { buttons, narrow } from './measures.ts';
import { Network } from './network.tsx';
import { NodeShape } from './node.tsx';
import { Packets } from './packets.tsx';
import './picture.css';
import { LeavingShape, PodShape } from './pod.tsx';
import { chipWidth, Relations } from './relations.tsx';
import { Dots } from './dots.tsx';
import { sceneKeeper } from './scene-keeper.ts';
import type { Direction } from './travel.ts';
import { parent, stops, travel } from './travel.ts';
import { useClusterModel } from './use-cluster-model.ts';
import { useCamera } from './camera.ts';
import { useRelations } from './use-relations.ts';
import { useLeaving } from './use-leaving.ts';
import { useSize } from './use-size.ts';
import { Welcome } from './welcome.tsx';

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const Inside = lazy(() => import('../inside/inside.tsx'));

const itemSelector = (id: string): string => `[data-item="${CSS.escape(id)}"]`;

/** The cluster, drawn. */
export function Picture() {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const panel = useSize(host);
  const size = useMemo(
    () => ({ ...panel, height: Math.max(0, panel.height - (panel.width < narrow ? buttons.band : 0)) }),
    [panel],
  );
  const model = useClusterModel();
  const related = useRelations();
  const podNetwork = useCluster((state) => state.ready?.podNetwork ?? '');
  const remote = useIsRemote();
  const loaded = useCluster((state) => state.loaded);
  const past = useClock((state) => state.time < state.head);
  const selection = useSelection();
  const looksInside = useLooksInside();
  const [current, setCurrent] = useState<string>();
  const [menu, setMenu] = useState<{ readonly id: string; readonly at: { readonly x: number; readonly y: number } }>();
  const [sceneOf] = useState(sceneKeeper);

  const scene = useMemo(
    () =>
      sceneOf({
        ...size,
        nodes: model.nodes.map(layoutNode),
        waiting: model.waiting.map(layoutPod),
        relations: related.map((one) => ({ id: one.id, width: chipWidth(one) })),
      }),
    [sceneOf, size, model, related],
  );
  const camera = useCamera(host, scene, size);
  const silent = useMemo(
    () => new Set(model.nodes.filter((one) => one.ready === 'Unknown' || !one.powered).map((one) => one.name)),
    [model],
  );

  // The picture is one stop of the Tab key; the arrows travel inside it.
  useEffect(() => {
    const old = host.current?.querySelector<SVGElement>('[data-item][tabindex="0"]');
    if (old !== undefined && old !== null && (current === undefined || old.dataset['item'] === current)) return;
    const item =
      (current === undefined ? undefined : host.current?.querySelector<SVGElement>(itemSelector(current))) ??
      host.current?.querySelector<SVGElement>('[data-item]');
    old?.setAttribute('tabindex', '-1');
    item?.setAttribute('tabindex', '0');
  });

  // Whoever looked inside comes back to where it was.
  const lookedInside = useRef(looksInside);
  useEffect(() => {
    if (lookedInside.current && !looksInside && document.activeElement === document.body) focusItem(current);
    lookedInside.current = looksInside;
  });

  function focusItem(id: string | undefined): void {
    if (id === undefined) return;
    setCurrent(id);
    host.current?.querySelector<SVGElement>(itemSelector(id))?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = (event.target as Element).closest<SVGElement>('[data-item]')?.dataset['item'];
    const direction = arrows[event.key];
    if (direction !== undefined && id !== undefined) {
      event.preventDefault();
      focusItem(travel(stops(model, scene), id, direction));
    } else if ((event.key === 'Enter' || event.key === ' ') && id !== undefined) {
      event.preventDefault();
      // A second Enter goes in.
      if (event.key === 'Enter' && id === `pod/${selectedPod ?? ''}` && selection?.kind === 'pod') lookInside(true);
      else selectItem(id);
    } else if (event.key === 'Escape' && id !== undefined) {
      const outer = parent(stops(model, scene), id);
      if (outer === undefined) select(undefined);
      else focusItem(outer);
    } else if (event.key === '+' || event.key === '=') camera.zoomBy(1.25);
    else if (event.key === '-') camera.zoomBy(0.8);
    else if (event.key === '0') camera.fit();
  }

  function onDoubleClick(event: MouseEvent): void {
    if ((event.target as Element).closest('.pod') !== null) lookInside(true);
  }

  function onClick(event: MouseEvent): void {
    if (camera.dragged()) return;
    const id = (event.target as Element).closest<SVGElement>('[data-item]')?.dataset['item'];
    if (id === undefined) select(undefined);
    else {
      setCurrent(id);
      selectItem(id);
    }
  }

  // A right click, or the menu key (Shift+F10): what hands can do to the thing.
  function onContextMenu(event: MouseEvent): void {
    const item = (event.target as Element).closest<SVGElement>('[data-item]');
    const id = item?.dataset['item']?.replace(/^container\/([^/]+\/[^/]+)\/.*/, 'pod/$1');
    if (item === null || id === undefined || handsOf(model, id) === undefined) return;
    event.preventDefault();
    item.focus({ preventScroll: true });
    const { left, bottom } = item.getBoundingClientRect();
    // Asked for by key, the browser names the middle of the thing, or nothing.
    setMenu({ id, at: event.button === 2 ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom } });
  }

  const selectedPod = selection?.kind === 'pod' ? `${selection.namespace}/${selection.name}` : undefined;
  const dense = scene.density === 'dot';
  const pods = useMemo(
    () => [...(dense ? [] : model.nodes.flatMap((one) => one.pods)), ...model.waiting].toSorted(byUid),
    [model, dense],
  );
  const leaving = useLeaving(pods, scene);
  const opened = looksInside
    ? [...model.nodes.flatMap((node) => node.pods), ...model.waiting].find((one) => one.key === selectedPod)
    : undefined;
  const drawing = (
    <div
      className="picture"
      ref={host}
      inert={opened !== undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onContextMenu={onContextMenu}
      {...camera.handlers}
    >
      {size.width > 0 && (
        <svg
          width="100%"
          height="100%"
          role="tree"
          aria-label={t('picture.label', { nodes: model.nodes.length, pods: model.podCount })}
          aria-describedby="picture-help"
        >
          <g className="scene" style={{ transform: camera.transform }}>
            <ControlPlane scene={scene} waiting={model.waiting.length} />
            <Relations
              relations={related}
              scene={scene}
              selected={selection === undefined ? undefined : selectionText(selection)}
              pod={selectedPod}
            />
            <Network scene={scene} cidr={podNetwork} />
            {model.nodes.map((node) => {
              const place = scene.nodes.find((one) => one.name === node.name);
              return place === undefined ? null : (
                <NodeShape
                  key={node.name}
                  node={node}
                  place={place}
                  selected={selection?.kind === 'node' && selection.name === node.name}
                />
              );
            })}
            {pods.map((pod) => {
              const place = scene.pods.get(pod.key);
              return place === undefined ? null : (
                <PodShape
                  key={pod.uid}
                  pod={pod}
                  place={place}
                  selected={selectedPod === pod.key}
                  container={selection?.kind === 'pod' && selectedPod === pod.key ? selection.container : undefined}
                  stale={pod.node !== undefined && silent.has(pod.node)}
                />
              );
            })}
            {dense &&
              model.nodes.map((node) => (
                <Dots
                  key={node.name}
                  pods={node.pods}
                  places={scene.pods}
                  selected={node.pods.some((pod) => pod.key === selectedPod) ? selectedPod : undefined}
                  stale={silent.has(node.name)}
                />
              ))}
            {leaving.map(({ pod, place }) => (
              <LeavingShape key={pod.uid} pod={pod} place={place} />
            ))}
            <Packets scene={scene} model={model} />
          </g>
        </svg>
      )}
      <p id="picture-help" className="visually-hidden">
        {t('picture.help')}
      </p>
      {!loaded && <p className="starting">{t('welcome.starting')}</p>}
      {loaded && !past && model.podCount === 0 && <Welcome />}
      <div className="picture-tools" data-zoomed={camera.zoomed}>
        {model.podCount > 0 && <SavePicture host={host} />}
        {!remote && <AddNode model={model} />}
        <button
          type="button"
          className="button plain sign"
          onClick={() => camera.zoomBy(0.8)}
          aria-label={t('picture.zoomOut')}
        >
          −
        </button>
        {camera.zoomed && (
          <button type="button" className="button plain" onClick={camera.fit}>
            {t('picture.fit')}
          </button>
        )}
        <button
          type="button"
          className="button plain sign"
          onClick={() => camera.zoomBy(1.25)}
          aria-label={t('picture.zoomIn')}
        >
          +
        </button>
      </div>
    </div>
  );
  const asked = menu === undefined ? undefined : handsOf(model, menu.id);
  return (
    <>
      {drawing}
      {menu !== undefined && asked !== undefined && (
        <HandsMenu {...asked} at={menu.at} onClose={() => setMenu(undefined)} />
      )}
      {opened !== undefined && (
        <Suspense>
          <Inside pod={opened} node={model.nodes.find((one) => one.name === opened.node)} />
        </Suspense>
      )}
    </>
  );
}

const layoutPod = (pod: PodModel): LayoutPod => ({ key: pod.key, containers: pod.containers.length });

const layoutNodes = new WeakMap<NodeModel, LayoutNode>();

/** The same for the same node, so that hardly anything has to be compared to see that nothing moves. */
function layoutNode(node: NodeModel): LayoutNode {
  let one = layoutNodes.get(node);
  if (one === undefined) layoutNodes.set(node, (one = { name: node.name, pods: node.pods.map(layoutPod) }));
  return one;
}

/** Elements keep their order for life, so that moving a Pod never restarts another one's motion. */
const byUid = (a: { uid: string }, b: { uid: string }): number => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);

function selectItem(id: string): void {
  const selection = parseSelection(id.replace(/^container\//, 'pod/'));
  if (selection !== undefined) select(selection);
}
