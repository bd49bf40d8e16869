import type { PointerEvent, RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Scene } from './scene.ts';

interface View {
  /** 1: all of the scene shows. */
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

const home: View = { zoom: 1, x: 0, y: 0 };
const mostZoom = 6;

/** Zoom and pan: wheel or pinch zooms at the pointer, dragging pans; a picture taller than its panel scrolls. */
export function useCamera(host: RefObject<HTMLElement | null>, scene: Scene, size: { width: number; height: number }) {
  const [view, setView] = useState(home);
  const drag = useRef({ id: -1, x: 0, y: 0, far: 0 });
  const pinch = useRef(new Map<number, { x: number; y: number }>());

  const clamp = (next: View): View => {
    const zoom = Math.min(mostZoom, Math.max(1, next.zoom));
    const scale = scene.scale * zoom;
    const spareX = size.width - scene.width * scale;
    const spareY = size.height - scene.height * scale;
    const bound = (value: number, spare: number): number => Math.min(0, Math.max(Math.min(0, spare), value));
    return { zoom, x: bound(next.x, spareX), y: bound(next.y, spareY) };
  };

  const zoomAt = (factor: number, x: number, y: number): void =>
    setView((before) => {
      const zoom = Math.min(mostZoom, Math.max(1, before.zoom * factor));
      const by = zoom / before.zoom;
      return clamp({ zoom, x: x - (x - before.x) * by, y: y - (y - before.y) * by });
    });

  const panBy = (dx: number, dy: number): void =>
    setView((before) => clamp({ ...before, x: before.x + dx, y: before.y + dy }));

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    // React listens passively; to zoom instead of scrolling the page the listener must not be passive.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const bounds = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        zoomAt(Math.exp(-event.deltaY / 200), event.clientX - bounds.left, event.clientY - bounds.top);
      } else panBy(-event.deltaX, -event.deltaY);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    pinch.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    drag.current = { id: event.pointerId, x: event.clientX, y: event.clientY, far: 0 };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const touches = pinch.current;
    const before = touches.get(event.pointerId);
    if (before === undefined) return;
    if (touches.size === 2) {
      const other = [...touches.entries()].find(([id]) => id !== event.pointerId)?.[1];
      if (other !== undefined) {
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const is = Math.hypot(event.clientX - other.x, event.clientY - other.y);
        const bounds = event.currentTarget.getBoundingClientRect();
        zoomAt(
          is / Math.max(1, was),
          (event.clientX + other.x) / 2 - bounds.left,
          (event.clientY + other.y) / 2 - bounds.top,
        );
        drag.current.far = 100;
      }
    } else if (drag.current.id === event.pointerId) {
      drag.current.far += Math.hypot(event.clientX - before.x, event.clientY - before.y);
      if (drag.current.far > 4) panBy(event.clientX - before.x, event.clientY - before.y);
    }
    touches.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  function onPointerEnd(event: PointerEvent): void {
    pinch.current.delete(event.pointerId);
    drag.current.id = -1;
  }

  const shown = clamp(view);
  const scale = scene.scale * shown.zoom;
  const centre = Math.max(0, (size.width - scene.width * scale) / 2);
  return {
    transform: `translate(${shown.x + centre}px, ${shown.y}px) scale(${scale})`,
    zoomed: shown.zoom > 1.001,
    zoomBy: (factor: number): void => zoomAt(factor, size.width / 2, size.height / 2),
    fit: (): void => setView(home),
    /** Whether the pointer that was just lifted had panned: then it is no click. */
    dragged: (): boolean => drag.current.far > 4,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: onPointerEnd,
      onPointerCancel: onPointerEnd,
      onPointerLeave: onPointerEnd,
    },
  };
}
