import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { pickLanguage, startI18n } from './i18n/index.ts';
import { changeAddress, readAddress } from './store/address.ts';
import { createCluster } from './store/create.ts';
import { parseSelection, select, selectionStore, selectionText } from './store/selection.ts';
import type { SessionPort } from './store/session.ts';
import { connectSession } from './store/session.ts';

const address = readAddress(location.search);

function startSession(): void {
  const worker = new Worker(new URL('../session/session-worker.ts', import.meta.url), {
    type: 'module',
    name: 'podarium',
  });
  connectSession(worker as SessionPort);
  createCluster(address.release);
}

async function startPage(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  await startI18n(pickLanguage([address.lang, ...navigator.languages]));
  select(parseSelection(address.select));
  selectionStore.subscribe(({ selection }) =>
    changeAddress({ select: selection === undefined ? undefined : selectionText(selection) }),
  );
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

startSession();
void startPage();
