import './start-session.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { pickLanguage, startI18n } from './i18n/index.ts';
import { changeAddress, readAddress } from './store/address.ts';
import { watchInside } from './inside/inside-store.ts';
import { lookInside, parseSelection, select, selectionStore, selectionText } from './store/selection.ts';

const address = readAddress(location.search);

async function startPage(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  await startI18n(pickLanguage([address.lang, ...navigator.languages]));
  select(parseSelection(address.select));
  lookInside(address.inside);
  selectionStore.subscribe(({ selection, inside }) =>
    changeAddress({
      select: selection === undefined ? undefined : selectionText(selection),
      view: inside && selection?.kind === 'pod' ? 'inside' : undefined,
    }),
  );
  watchInside();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void startPage();
