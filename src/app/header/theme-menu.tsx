import { useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseContrast, chooseTheme, hasMoreContrast, isDark, onThemeChange } from '../theme/colours.ts';

/** Light or dark, and how strong the contrast is. */
export function ThemeMenu() {
  const { t } = useTranslation();
  const menu = useRef<HTMLDivElement>(null);
  const dark = useSyncExternalStore(onThemeChange, isDark);
  const more = useSyncExternalStore(onThemeChange, hasMoreContrast);
  const choose = (act: () => void): void => {
    menu.current?.hidePopover();
    act();
  };
  return (
    <>
      <button type="button" className="button round" popoverTarget="theme-menu" aria-label={t('header.theme')}>
        {t(dark ? 'header.themeDark' : 'header.themeLight')}
      </button>
      <div ref={menu} id="theme-menu" className="menu end" popover="auto">
        <button
          type="button"
          aria-label={t('header.toLight')}
          aria-current={!dark}
          onClick={() => choose(() => chooseTheme('light'))}
        >
          <b>{t('header.themeLight')}</b>
        </button>
        <button
          type="button"
          aria-label={t('header.toDark')}
          aria-current={dark}
          onClick={() => choose(() => chooseTheme('dark'))}
        >
          <b>{t('header.themeDark')}</b>
        </button>
        <button type="button" aria-pressed={more} onClick={() => choose(() => chooseContrast(!more))}>
          <b>{t('header.contrast')}</b>
        </button>
      </div>
    </>
  );
}
