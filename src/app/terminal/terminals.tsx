import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Screen } from './screens.ts';
import {
  closeScreen,
  ensureScreen,
  fitScreen,
  focusScreen,
  mountScreen,
  openScreen,
  showScreen,
  useScreens,
} from './screens.ts';
import './terminals.css';

/** The terminals: shells on the workstation, and from there on the nodes. */
export function Terminals() {
  const { t } = useTranslation();
  const { screens, active } = useScreens();
  const host = useRef<HTMLDivElement>(null);
  const shown = screens.find((one) => one.id === active);
  const nameOf = (screen: Screen): string => {
    const name = screen.machine ?? t('terminal.workstation');
    const same = screens.filter((one) => one.machine === screen.machine);
    return same.length > 1 ? `${name} ${same.indexOf(screen) + 1}` : name;
  };
  const label = shown === undefined ? '' : t('terminal.label', { name: nameOf(shown) });

  useEffect(() => {
    ensureScreen();
  }, [screens.length]);

  useEffect(() => {
    if (active !== undefined && host.current !== null) mountScreen(active, host.current, label);
  }, [active, label]);

  useEffect(() => {
    if (active === undefined || host.current === null) return;
    const observer = new ResizeObserver(() => fitScreen(active));
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [active]);

  return (
    <div className="terminals">
      <div className="tab-bar">
        <div className="tab-list" role="tablist" aria-label={t('terminal.tabs')}>
          {screens.map((screen) => (
            <button
              key={screen.id}
              type="button"
              role="tab"
              id={`screen-tab-${screen.id}`}
              aria-controls="screen-panel"
              className="tab"
              aria-selected={screen.id === active}
              tabIndex={screen.id === active ? 0 : -1}
              onClick={() => {
                showScreen(screen.id);
                requestAnimationFrame(() => focusScreen(screen.id));
              }}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                const next = screens[(screens.indexOf(screen) + by + screens.length) % screens.length];
                if (by === 0 || next === undefined) return;
                showScreen(next.id);
                document.getElementById(`screen-tab-${next.id}`)?.focus();
              }}
            >
              {nameOf(screen)}
              {screen.ended && <span className="tab-note">{t('terminal.ended')}</span>}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button plain tab-add"
          aria-label={t('terminal.new')}
          title={t('terminal.new')}
          onClick={() => openScreen()}
        >
          +
        </button>
        <span className="spring" />
        <span className="leave" id="leave-terminal">
          {t('panel.leave')}
        </span>
        {shown !== undefined && screens.length > 1 && (
          <button
            type="button"
            className="button plain tab-add"
            aria-label={t('terminal.close', { name: nameOf(shown) })}
            title={t('terminal.close', { name: nameOf(shown) })}
            onClick={() => closeScreen(shown.id)}
          >
            ×
          </button>
        )}
      </div>
      <div
        className="screen-host"
        id="screen-panel"
        ref={host}
        role="tabpanel"
        aria-label={label}
        onClick={() => active !== undefined && focusScreen(active)}
      />
    </div>
  );
}
