import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pod } from '../../engine/api/types.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { containerState } from '../canvas/words.ts';
import { Mark } from '../canvas/mark.tsx';
import type { InsideContainer } from '../../session/pod-inside.ts';
import type { PodInside } from '../../session/protocol.ts';
import { ContainerRoom } from './container-room.tsx';
import { volumeType } from './mounts.ts';
import type { Slab } from './namespaces.ts';
import { sharedNamespaces } from './namespaces.ts';

interface ExplodedProps {
  readonly pod: PodModel;
  readonly object: Pod;
  readonly inside: PodInside | undefined;
}

/** The Pod taken apart: its containers above, each with what is its own; below them what they share, held by pause. */
export function Exploded({ pod, object, inside }: ExplodedProps) {
  const { t } = useTranslation();
  const byName = new Map(inside?.containers.map((one) => [one.name, one]));
  const shown = pod.containers.filter((one) => !(one.role === 'init' && one.done));
  const past = pod.containers.filter((one) => one.role === 'init' && one.done);
  const slabs = inside === undefined ? [] : sharedNamespaces(inside);
  return (
    <div className="exploded" style={{ '--rooms': Math.max(1, shown.length) } as CSSProperties}>
      {past.length > 0 && (
        <ul className="ran" aria-label={t('inside.ranBefore')}>
          {past.map((one) => (
            <li key={one.name} data-tone={one.tone}>
              <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
                <Mark tone={one.tone} x={5.5} y={5.5} />
              </svg>
              <b>{one.name}</b> {t('inside.ran', { code: one.exitCode ?? 0 })}
            </li>
          ))}
        </ul>
      )}
      <div className="rooms">
        {shown.map((one) => {
          const room = byName.get(one.name);
          return (
            <div key={one.name} className="room-column">
              <ContainerRoom
                model={one}
                room={room}
                spec={[...(object.spec?.initContainers ?? []), ...(object.spec?.containers ?? [])].find(
                  (spec) => spec.name === one.name,
                )}
                volumes={object.spec?.volumes ?? []}
                sharesPid={slabs.some((slab) => slab.kind === 'pid')}
                state={containerState(one, t)}
              />
              <Sockets room={room} holder={one.conflict} />
            </div>
          );
        })}
        {shown.map((one, index) => (
          <ClashLine
            key={one.name}
            from={index}
            to={shown.findIndex(({ name }) => name === one.conflict?.holder)}
            rooms={shown.length}
          />
        ))}
      </div>
      <Base inside={inside} pod={pod} slabs={slabs} />
      <Volumes object={object} inside={inside} />
    </div>
  );
}

/** Where a container plugs into the network namespace: the ports that it holds, and one that it could not get. */
function Sockets({
  room,
  holder,
}: {
  readonly room: InsideContainer | undefined;
  readonly holder: { readonly port: number; readonly holder: string } | undefined;
}) {
  const { t } = useTranslation();
  const conflict = room?.conflict ?? holder;
  return (
    <ul className="sockets" aria-label={t('inside.sockets')}>
      {room?.listeners.map((one) => (
        <li key={`${one.address}:${one.port}`} className="socket" aria-label={t('inside.holds', { port: one.port })}>
          <span className="mono">:{one.port}</span>
          <small className="mono">{isAny(one.address) ? '' : one.address}</small>
        </li>
      ))}
      {conflict !== undefined && (
        <li className="socket" data-tone="failed" aria-label={t('container.takenLong', { ...conflict })}>
          <span className="mono">✕ :{conflict.port}</span>
          <small>{t('inside.takenBy', { holder: conflict.holder })}</small>
        </li>
      )}
    </ul>
  );
}

/** From the container that could not get a port to the one that holds it, along the top of the namespace they share. */
function ClashLine({ from, to, rooms }: { readonly from: number; readonly to: number; readonly rooms: number }) {
  if (to < 0) return null;
  const middle = (index: number): string => `(100% + 14px) * ${(index + 0.5) / rooms} - 7px`;
  const [left, right] = from < to ? [from, to] : [to, from];
  return (
    <span
      className="clash-line"
      aria-hidden="true"
      style={{ left: `calc(${middle(left)})`, width: `calc((100% + 14px) * ${(right - left) / rooms})` }}
    />
  );
}

const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';

function Base({
  inside,
  pod,
  slabs,
}: {
  readonly inside: PodInside | undefined;
  readonly pod: PodModel;
  readonly slabs: readonly Slab[];
}) {
  const { t } = useTranslation();
  if (inside === undefined) return <p className="base-none">{t('inside.noSandbox')}</p>;
  const { sandbox } = inside;
  const gone = sandbox.state === 'notready';
  const eth = sandbox.interfaces.find((one) => one.name !== 'lo');
  return (
    <div className="base" data-gone={gone}>
      <div className="base-name">
        <b className="mono">pause</b>
        <span>
          {gone
            ? t('picture.sandboxGone')
            : sandbox.pausePid === undefined
              ? ''
              : t('inside.pausePid', { pid: sandbox.pausePid })}
        </span>
        <p>{t(gone ? 'inside.pauseGone' : 'inside.pauseDoes')}</p>
      </div>
      <dl className="slabs">
        {slabs.map(({ kind, holder }) => (
          <div key={kind} className="slab" data-holder={holder}>
            <dt>{kind.toUpperCase()}</dt>
            <dd>
              {kind === 'net' && (
                <b className="mono">{eth?.addresses.find((one) => !one.includes(':')) ?? pod.plate?.ip ?? ''}</b>
              )}
              {kind === 'uts' && <b className="mono">{sandbox.hostname}</b>}
              <span>{t(holder === 'node' ? 'inside.nodes' : `inside.shared.${kind}`)}</span>
            </dd>
            <dd>
              <code className="id">{sandbox.namespaces[kind]}</code>
            </dd>
          </div>
        ))}
      </dl>
      {!gone && slabs[0]?.holder === 'pause' && (
        <p className="cable">
          <span className="mono">eth0</span> {t('inside.cable', { node: inside.node })}
        </p>
      )}
    </div>
  );
}

/** What the Pod's volumes are, and where each container sees them. They live on the node, and outlive a container. */
function Volumes({ object, inside }: { readonly object: Pod; readonly inside: PodInside | undefined }) {
  const { t } = useTranslation();
  const volumes = object.spec?.volumes ?? [];
  if (volumes.length === 0) return null;
  const containers = [...(object.spec?.initContainers ?? []), ...(object.spec?.containers ?? [])];
  return (
    <ul className="volumes" aria-label={t('inside.volumes')}>
      {volumes.map((volume) => (
        <li key={volume.name}>
          <b>{volume.name}</b>
          <code>{volumeType(volume)}</code>
          <span>
            {containers.flatMap((one) =>
              (one.volumeMounts ?? [])
                .filter((mount) => mount.name === volume.name)
                .map((mount) => (
                  <span key={`${one.name}${mount.mountPath}`}>
                    {one.name} <span className="mono">{mount.mountPath}</span>
                  </span>
                )),
            )}
          </span>
        </li>
      ))}
      <li className="volumes-note">
        {t(inside === undefined ? 'inside.volumesPlanned' : 'inside.volumesOn', { node: inside?.node ?? '' })}
      </li>
    </ul>
  );
}
