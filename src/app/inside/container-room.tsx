import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Container, Pod } from '../../engine/api/types.ts';
import type { ContainerModel } from '../canvas/pod-model.ts';
import { Mark } from '../canvas/mark.tsx';
import type { InsideContainer } from '../../session/pod-inside.ts';
import { mountGroups } from './mounts.ts';

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

interface RoomProps {
  readonly model: ContainerModel;
  /** undefined: the runtime has not made it yet. */
  readonly room: InsideContainer | undefined;
  readonly spec: Container | undefined;
  readonly volumes: readonly Volume[];
  readonly sharesPid: boolean;
  /** Its state in words. */
  readonly state: string;
}

/** A container as a room of its own: its processes, its files, its user, its environment. */
export function ContainerRoom({ model, room, spec, volumes, sharesPid, state }: RoomProps) {
  const { t } = useTranslation();
  const running = room?.state === 'running';
  return (
    <section
      className="room"
      data-tone={model.tone}
      data-running={running}
      aria-label={t('container.label', { name: model.name, role: t(`container.role.${model.role}`), state })}
    >
      <header>
        <h3>
          <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
            <Mark tone={model.tone} x={5.5} y={5.5} hollow={model.tone === 'running' && !model.ready} />
          </svg>
          {model.name}
          {model.role !== 'app' && <small>{t(`container.role.${model.role}`)}</small>}
          <span className="mono image">{spec?.image ?? ''}</span>
        </h3>
        {!running && <p className="room-state">{state}</p>}
      </header>
      {room !== undefined && (
        <dl>
          <Band name="PID" note={t(sharesPid ? 'inside.own.pidShared' : 'inside.own.pid')}>
            {room.processes.length === 0 ? (
              <p className="soft">{t('inside.noProcess')}</p>
            ) : (
              <table>
                <thead className="visually-hidden">
                  <tr>
                    <th>{t('inside.pidHere')}</th>
                    <th>{t('inside.command')}</th>
                    <th>{t('inside.pidThere')}</th>
                  </tr>
                </thead>
                <tbody>
                  {room.processes.map((one) => (
                    <tr key={one.hostPid}>
                      <td className="mono pid">{one.pid}</td>
                      <td className="mono command" title={one.command}>
                        {one.command}
                      </td>
                      <td className="mono host-pid" title={t('inside.pidThere')}>
                        {t('inside.hostPid', { pid: one.hostPid })}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Band>
          <Files room={room} volumes={volumes} />
          <Band name="USER" note={t('inside.own.user')}>
            <p>
              <span className="mono">{room.uid}</span>{' '}
              <span className="soft">{t(room.uid === 0 ? 'inside.root' : 'inside.notRoot')}</span>
            </p>
          </Band>
          <Environment room={room} spec={spec} />
        </dl>
      )}
    </section>
  );
}

function Band({
  name,
  note,
  children,
}: {
  readonly name: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="band" data-band={name}>
      <dt>{name}</dt>
      <dd className="own">{note}</dd>
      <dd>{children}</dd>
    </div>
  );
}

function Files({ room, volumes }: { readonly room: InsideContainer; readonly volumes: readonly Volume[] }) {
  const { t } = useTranslation();
  const hostPaths = new Map(
    volumes.flatMap((one) => (one.hostPath?.path === undefined ? [] : [[one.hostPath.path, one.name] as const])),
  );
  const groups = mountGroups(room.mounts, hostPaths);
  const others = [...groups.files, ...groups.kernel];
  return (
    <Band name="MNT" note={t('inside.own.mnt')}>
      <ul className="mounts">
        <li>
          <span className="mono">/</span> <span className="soft">{t('inside.image')}</span>
          {others.length > 0 && groups.volumes.length === 0 && <Others paths={others} />}
        </li>
        {groups.volumes.map((one) => (
          <li key={one.path}>
            <span className="mono">{one.path}</span>{' '}
            <span className="soft">
              {one.volume}
              {one.readOnly ? `, ${t('inside.readOnly')}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {others.length > 0 && groups.volumes.length > 0 && <Others paths={others} />}
    </Band>
  );
}

/** What the kubelet and the kernel mount into every container. */
function Others({ paths }: { readonly paths: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t('inside.more', { count: paths.length })}</summary>
      <p className="mono small">{paths.join('  ')}</p>
    </details>
  );
}

function Environment({ room, spec }: { readonly room: InsideContainer; readonly spec: Container | undefined }) {
  const { t } = useTranslation();
  const own = new Set((spec?.env ?? []).map((one) => one.name));
  const entries = Object.entries(room.env);
  const asked = entries.filter(([name]) => own.has(name));
  const others = entries.filter(([name]) => !own.has(name));
  return (
    <Band name="ENV" note={t('inside.own.env')}>
      {asked.map(([name, value]) => (
        <p key={name} className="mono variable">
          {name}={value}
        </p>
      ))}
      {others.length > 0 && (
        <details>
          <summary>{t(asked.length > 0 ? 'inside.more' : 'inside.variables', { count: others.length })}</summary>
          {others.map(([name, value]) => (
            <p key={name} className="mono variable small">
              {name}={value}
            </p>
          ))}
        </details>
      )}
    </Band>
  );
}
