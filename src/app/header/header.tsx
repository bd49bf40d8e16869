import { useTranslation } from 'react-i18next';
import { changeLanguage, currentLanguage, languages } from '../i18n/index.ts';
import { changeAddress } from '../store/address.ts';
import { useCluster } from '../store/cluster.ts';
import { LiveClock } from '../remote/live-clock.tsx';
import { useConnection } from '../remote/remote-store.ts';
import { ShareButton } from '../share/share-button.tsx';
import { TimeControl } from '../time/time-control.tsx';
import './header.css';
import { ReleaseMenu } from './release-menu.tsx';
import { ThemeMenu } from './theme-menu.tsx';

/** One line: what runs, what time it is, and how the page speaks and looks. */
export function Header() {
  const { t } = useTranslation();
  const ready = useCluster((state) => state.ready);
  const remote = useConnection() !== undefined || ready?.remote !== undefined;
  return (
    <header className="header">
      <h1>{'Podarium'}</h1>
      {ready !== undefined && <ReleaseMenu ready={ready} />}
      {remote ? <LiveClock /> : <TimeControl />}
      <div className="manners">
        {!remote && <ShareButton />}
        <LanguageButton />
        <ThemeMenu />
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
