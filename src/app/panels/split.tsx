import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './split.css';

interface SplitProps {
  /** Under this name the size is remembered. */
  readonly id: string;
  readonly direction: 'row' | 'column';
  /** Which of the two keeps its size in pixels; the other takes the rest. */
  readonly fixed: 'first' | 'second';
  /** Of the fixed side, in pixels. */
  readonly initial: number;
  readonly least: number;
  readonly children: readonly [ReactNode, ReactNode];
}

const step = 24;

/**
 * Two panels with a bar between them that is dragged, moved with arrow keys, and collapses the fixed side when it is double-clicked or
 * Enter is pressed (the window splitter of the ARIA patterns). Ours, for a splitter library costs 16 KB gz of the first load.
 */
export function Split({ id, direction, fixed, initial, least, children }: SplitProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(() => remembered(id) ?? initial);
  const [lastOpen, setLastOpen] = useState(size > 0 ? size : initial);
  const collapsed = size === 0;

  function resize(wish: number): void {
    const bounds = host.current?.getBoundingClientRect();
    const room = (direction === 'row' ? bounds?.width : bounds?.height) ?? Infinity;
    const next = wish < least / 2 ? 0 : Math.round(Math.min(Math.max(wish, least), room - 160));
    setSize(next);
    if (next > 0) setLastOpen(next);
    remember(id, next);
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const bar = event.currentTarget;
    const bounds = host.current?.getBoundingClientRect();
    if (bounds === undefined) return;
    event.preventDefault();
    bar.focus();
    bar.setPointerCapture(event.pointerId);
    const move = (at: globalThis.PointerEvent): void => {
      const offset = direction === 'row' ? at.clientX - bounds.left : at.clientY - bounds.top;
      const whole = direction === 'row' ? bounds.width : bounds.height;
      resize(fixed === 'first' ? offset : whole - offset);
    };
    const up = (): void => {
      bar.removeEventListener('pointermove', move);
      bar.removeEventListener('lostpointercapture', up);
    };
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', up);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const grows = fixed === 'first' ? more : less;
    if (event.key === less || event.key === more) resize(Math.max(size, least) + (event.key === grows ? step : -step));
    else if (event.key === 'Enter') resize(collapsed ? lastOpen : 0);
    else return;
    event.preventDefault();
  }

  const track = `minmax(0, ${size}px)`;
  const tracks = fixed === 'first' ? `${track} auto minmax(0, 1fr)` : `minmax(0, 1fr) auto ${track}`;
  return (
    <div
      className="split"
      data-direction={direction}
      data-collapsed={collapsed ? fixed : undefined}
      ref={host}
      style={direction === 'row' ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks }}
    >
      <div className="split-side" inert={collapsed && fixed === 'first'}>
        {children[0]}
      </div>
      <div
        className="split-bar"
        role="separator"
        tabIndex={0}
        aria-label={t('panel.resize')}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={0}
        aria-valuemax={4096}
        onPointerDown={onPointerDown}
        onDoubleClick={() => resize(collapsed ? lastOpen : 0)}
        onKeyDown={onKeyDown}
      />
      <div className="split-side" inert={collapsed && fixed === 'second'}>
        {children[1]}
      </div>
    </div>
  );
}

function remembered(id: string): number | undefined {
  try {
    const text = localStorage.getItem(`podarium.split.${id}`);
    const size = Number(text);
    return text === null || !Number.isFinite(size) || size < 0 ? undefined : size;
  } catch {
    return undefined;
  }
}

function remember(id: string, size: number): void {
  try {
    localStorage.setItem(`podarium.split.${id}`, String(size));
  } catch {
    // Storage can be forbidden; the size holds for this visit then.
  }
}
