import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsRemote } from '../remote/remote-store.ts';
import type { Hand } from './hand.ts';
import './hands.css';
import { Told } from './told.tsx';

interface HandsMenuProps {
  readonly hands: readonly Hand[];
  /** The node or Pod that they do it to. */
  readonly name: string;
  /** Where in the window it was asked for, CSS pixels. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** The same hands as a menu beside the thing itself: Escape and a click elsewhere close it, and the focus goes back. */
export function HandsMenu({ hands, name, at, onClose }: HandsMenuProps) {
  const { t } = useTranslation();
  const remote = useIsRemote();
  const menu = useRef<HTMLDivElement>(null);
  const from = useRef(document.activeElement);

  useEffect(() => {
    const box = menu.current;
    if (box === null) return;
    box.showPopover();
    // Inside of the window, wherever it was asked for.
    box.style.left = `${Math.max(8, Math.min(at.x, window.innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(at.y, window.innerHeight - box.offsetHeight - 8))}px`;
    box.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }, [at]);

  function move(by: number): void {
    const buttons = [...(menu.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
    const now = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(now + by + buttons.length) % buttons.length]?.focus();
  }

  return (
    <div
      ref={menu}
      className="menu hands-menu"
      popover="auto"
      role="menu"
      aria-label={t('hands.of', { name })}
      onToggle={(event) => {
        if (event.newState !== 'closed') return;
        if (from.current instanceof HTMLElement || from.current instanceof SVGElement)
          from.current.focus({ preventScroll: true });
        onClose();
      }}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'ArrowDown') move(1);
        else if (event.key === 'ArrowUp') move(-1);
        else return;
        event.preventDefault();
      }}
    >
      {hands.map((hand, index) => (
        <button
          key={`${hand.name ?? ''}/${index}`}
          type="button"
          role={hand.pressed === undefined ? 'menuitem' : 'menuitemcheckbox'}
          aria-checked={hand.pressed}
          disabled={hand.disabled === true || (remote && hand.api !== true)}
          onClick={() => {
            menu.current?.hidePopover();
            hand.act();
          }}
        >
          <b>{t(`hands.deed.${hand.id}`, { name: hand.name ?? name })}</b>
          <span>
            <Told hand={hand} name={name} />
          </span>
        </button>
      ))}
    </div>
  );
}
