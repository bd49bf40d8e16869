import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '../store/clock.ts';
import { onFrame } from '../store/session.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { Flight } from './flight.ts';
import { flightOf, pointAlong } from './flight.ts';
import type { Scene } from './scene.ts';
import { reducedMotion } from './motion.ts';
import { labelHeight } from './label-height.ts';
import { isProbeFailure, probedContainer, pulseProbe } from './probes.ts';
import { textWidth } from './text-width.ts';

interface Flying {
  readonly id: number;
  readonly flight: Flight;
  readonly duration: number;
  /** performance.now() of its start: an answer sets out when the question has arrived. */
  readonly begins: number;
  /** Height of its label's middle in the picture; undefined: only a dot. */
  readonly label: number | undefined;
}

/** More at once is a blur; the rest of a burst is left out. */
const most = 5;
const mostLabels = 3;
/** How long an arrived packet can still be read, in ms. */
const linger = 350;
let lastId = 0;

/** Packets as pills with their true source and destination, hop by hop. */
export function Packets({ scene, model }: { readonly scene: Scene; readonly model: ClusterModel }) {
  const [flying, setFlying] = useState<readonly Flying[]>([]);
  const latest = useRef({ scene, model });
  useEffect(() => {
    latest.current = { scene, model };
  });

  useEffect(
    () =>
      onFrame(({ packets, full }) => {
        if (full) setFlying([]);
        if (packets.length === 0) return;
        const { scene: within, model: of } = latest.current;
        const duration = clock.getState().rate > 5 ? 700 : 1400;
        const flights = packets.flatMap((packet) => {
          const probed = probedContainer(packet, of);
          if (probed !== undefined) pulseProbe(probed, isProbeFailure(packet));
          // The end of a connection that was reset says nothing new; only a refusal does.
          if (probed !== undefined || (packet.kind === 'reset' && packet.summary === '')) return [];
          return flightOf(packet, of, within) ?? [];
        });
        if (flights.length === 0) return;
        setFlying((before) => {
          let after = before;
          for (const flight of flights) {
            if (after.length >= most) break;
            if (after.some((one) => sameWay(one.flight, flight))) continue;
            const before = after
              .filter((one) => samePair(one.flight, flight))
              .map((one) => one.begins + one.duration + linger);
            const begins = Math.max(performance.now(), ...before);
            const taken = after.flatMap((one) => one.label ?? []);
            const label = taken.length < mostLabels ? labelHeight(flight.trunk, taken) : undefined;
            after = [...after, { id: ++lastId, flight, duration, begins, label }];
          }
          return after;
        });
      }),
    [],
  );

  const land = useCallback((id: number): void => setFlying((before) => before.filter((one) => one.id !== id)), []);
  return (
    <g className="packets">
      {flying.map((one) => (
        <Packet key={one.id} {...one} scene={scene} land={land} />
      ))}
    </g>
  );
}

const outcomes: Readonly<Partial<Record<Flight['kind'], 'picture.packetAnswer' | 'picture.packetRefused'>>> = {
  timeout: 'picture.packetAnswer',
  reset: 'picture.packetRefused',
};

/** A handshake and the request after it are one pill; a refusal is another. */
const sameWay = (a: Flight, b: Flight): boolean =>
  a.source === b.source && a.destination === b.destination && outcomes[a.kind] === outcomes[b.kind];

const samePair = (a: Flight, b: Flight): boolean =>
  sameHosts(a.source, b.source, a.destination, b.destination) ||
  sameHosts(a.source, b.destination, a.destination, b.source);

const host = (address: string): string => address.replace(/:\d+$/, '');
const sameHosts = (a: string, b: string, c: string, d: string): boolean => host(a) === host(b) && host(c) === host(d);

interface PacketProps extends Flying {
  readonly scene: Scene;
  readonly land: (id: number) => void;
}

function Packet({ id, flight, duration, begins, label, scene, land }: PacketProps) {
  const { t } = useTranslation();
  const group = useRef<SVGGElement>(null);
  const dot = useRef<SVGCircleElement>(null);
  const pill = useRef<SVGGElement>(null);
  const string = useRef<SVGLineElement>(null);
  const outcome = outcomes[flight.kind];
  const [translated, setTranslated] = useState(flight.service === undefined);
  const target = translated ? flight.destination : (flight.service?.address ?? flight.destination);
  const text = `${flight.source} → ${target}${outcome === undefined ? '' : `  ${t(outcome)}`}`;
  const width = textWidth(text, 11, true) + 26;

  useEffect(() => {
    const still = reducedMotion();
    let frame = 0;
    const draw = (now: number): void => {
      const share = still ? 0.5 : (now - begins) / duration;
      if (flight.service !== undefined && ease(share) >= flight.service.until) setTranslated(true);
      group.current?.setAttribute('visibility', now < begins ? 'hidden' : 'visible');
      const at = pointAlong(flight.points, ease(share));
      dot.current?.setAttribute('transform', `translate(${at.x} ${at.y})`);
      const x = Math.min(scene.width - width / 2 - 8, Math.max(width / 2 + 8, at.x));
      const y = label ?? at.y;
      pill.current?.setAttribute('transform', `translate(${x} ${y})`);
      for (const [name, value] of Object.entries({ x1: at.x, y1: at.y, x2: x, y2: y }))
        string.current?.setAttribute(name, String(value));
      if (now - begins > duration + linger) land(id);
      else frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [id, flight, duration, begins, label, scene.width, width, land]);

  return (
    <g ref={group} className="packet" visibility="hidden" data-kind={flight.kind} role="img" aria-label={text}>
      {label !== undefined && <line ref={string} />}
      <circle ref={dot} r={5} />
      {label !== undefined && (
        <g ref={pill}>
          <rect x={-width / 2} y={-12.5} width={width} height={25} rx={12.5} />
          <text className="mono" y={4} fontSize={11} textAnchor="middle">
            {text}
          </text>
        </g>
      )}
    </g>
  );
}

/** Slow at both ends, as the eye likes it. */
const ease = (share: number): number => {
  const t = Math.min(1, Math.max(0, share));
  return t < 0.5 ? 2 * t * t : 1 - (-2 * t + 2) ** 2 / 2;
};
