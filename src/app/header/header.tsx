import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage, currentLanguage, languages } from '../i18n/index.ts';
import { changeAddress } from '../store/address.ts';
import { useCluster } from '../store/cluster.ts';
import { chooseTheme, isDark, onThemeChange } from '../theme/colours.ts';
import { ShareButton } from '../share/share-button.tsx';
import { TimeControl } from '../time/time-control.tsx';
import './header.css';
import { ReleaseMenu } from './release-menu.tsx';

/** One line: what runs, what time it is, and how the page speaks and looks. */
export function Header() {
  const { t } = useTranslation();
  const ready = useCluster((state) => state.ready);
  return (
    <header className="header">
      <h1>{'Podarium'}</h1>
      {ready !== undefined && <ReleaseMenu ready={ready} />}
      <TimeControl />
      <div className="manners">
        <ShareButton />
        <LanguageButton />
        <ThemeButton />
      </div>
      <a className="skip-link" href="#panel-terminal">
        {t('header.skipToTerminal')}
      </a>
    </header>
  );
}

function LanguageButton() {
  const { t } = useTranslation();
  const other = currentLanguage() === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className="button round"
      lang={other}
      aria-label={t(other === 'en' ? 'header.toEnglish' : 'header.toChinese')}
      onClick={() => {
        void changeLanguage(other);
        changeAddress({ lang: other });
      }}
    >
      {languages[other].name}
    </button>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const dark = useSyncExternalStore(onThemeChange, isDark);
  const [label, word] = dark
    ? [t('header.toLight'), t('header.themeLight')]
    : [t('header.toDark'), t('header.themeDark')];
  return (
    <button
      type="button"
      className="button round"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(dark ? 'light' : 'dark')}
    >
      {word}
    </button>
  );
}
