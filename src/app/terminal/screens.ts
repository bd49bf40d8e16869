import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { cluster } from '../store/cluster.ts';
import { input, onFrame } from '../store/session.ts';
import { onFork } from '../time/controls.ts';
import { onThemeChange, themeColours } from '../theme/colours.ts';

/** One terminal: its screen outlives the component that shows it. */
export interface Screen {
  readonly id: string;
  /** undefined: the workstation; else the machine it was opened for. */
  readonly machine: string | undefined;
  readonly ended: boolean;
}

interface ScreensState {
  readonly screens: readonly Screen[];
  readonly active: string | undefined;
}

const store = createStore<ScreensState>(() => ({ screens: [], active: undefined }));
const terminals = new Map<
  string,
  { readonly terminal: Terminal; readonly fit: FitAddon; readonly element: HTMLElement }
>();
let lastId = 0;

export const useScreens = (): ScreensState => useStore(store);

/** Opens a terminal on the workstation; with a machine it goes on to that one by ssh. */
export function openScreen(machine?: string): string {
  while (terminals.has(`t${++lastId}`));
  const id = `t${lastId}`;
  addScreen(id, machine);
  store.setState({ active: id });
  return id;
}

function addScreen(id: string, machine: string | undefined): void {
  const element = document.createElement('div');
  element.className = 'screen';
  const terminal = new Terminal({
    fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, 'PingFang SC', 'Noto Sans SC', monospace",
    fontSize: 13,
    lineHeight: 1.42,
    cursorBlink: true,
    scrollback: 5000,
    screenReaderMode: false,
    theme: screenTheme(),
    allowProposedApi: false,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminals.set(id, { terminal, fit, element });
  terminal.onData((text) => input({ kind: 'terminal-type', terminal: id, text }));
  terminal.onResize(({ cols, rows }) => input({ kind: 'terminal-resize', terminal: id, columns: cols, rows }));
  store.setState(({ screens }) => ({ screens: [...screens, { id, machine, ended: false }] }));
}

/** There is always a terminal to type into. */
export function ensureScreen(): void {
  if (store.getState().screens.length === 0) openScreen();
}

/** Puts a screen into the page; the first time it also begins its shell, at the size that fits. */
export function mountScreen(id: string, host: HTMLElement, label: string): void {
  const screen = terminals.get(id);
  if (screen === undefined) return;
  host.replaceChildren(screen.element);
  if (screen.terminal.element === undefined) {
    screen.terminal.open(screen.element);
    fitScreen(id);
    const machine = store.getState().screens.find((one) => one.id === id)?.machine;
    input({
      kind: 'terminal-open',
      terminal: id,
      columns: screen.terminal.cols,
      rows: screen.terminal.rows,
      ...(machine === undefined ? {} : { line: `ssh ${machine}` }),
    });
  }
  screen.terminal.textarea?.setAttribute('aria-label', label);
  screen.terminal.textarea?.setAttribute('aria-describedby', 'leave-terminal');
  fitScreen(id);
}

export function fitScreen(id: string): void {
  const screen = terminals.get(id);
  if (screen === undefined || !screen.element.isConnected || screen.element.clientHeight <= 20) return;
  screen.terminal.options.fontSize = fontSizeFor(screen.element.clientWidth);
  screen.fit.fit();
}

/** On a phone the letters are smaller, so that a running Deployment's line of `kubectl get pods` (54 columns) stays one line. */
const fontSizeFor = (width: number): number => (width < 480 ? 10.25 : 13);

export function focusScreen(id: string): void {
  terminals.get(id)?.terminal.focus();
}

export function showScreen(id: string): void {
  store.setState({ active: id });
}

export function closeScreen(id: string): void {
  const { screens, active } = store.getState();
  const index = screens.findIndex((one) => one.id === id);
  const rest = screens.filter((one) => one.id !== id);
  if (screens[index]?.ended === false) input({ kind: 'terminal-close', terminal: id });
  terminals.get(id)?.terminal.dispose();
  terminals.delete(id);
  store.setState({ screens: rest, active: active === id ? rest[Math.max(0, index - 1)]?.id : active });
}

/** What the terminals had printed by the moment of the past that is shown. */
let past = new Map<string, string>();

onFrame((frame) => {
  // Looking back leaves the screens as they are; only going on from there brings theirs back.
  const isPast = frame.time < frame.head;
  if (frame.full) past = new Map();
  for (const { terminal, data, closed } of frame.terminals) {
    if (isPast) {
      past.set(terminal, (past.get(terminal) ?? '') + data);
      continue;
    }
    // A session that was opened from a link has terminals of its own.
    if (!terminals.has(terminal) && closed !== true) addScreen(terminal, undefined);
    terminals.get(terminal)?.terminal.write(data);
    if (closed === true) {
      store.setState(({ screens }) => ({
        screens: screens.map((one) => (one.id === terminal ? { ...one, ended: true } : one)),
      }));
    }
  }
});

onFork(() => {
  for (const { id } of store.getState().screens) {
    const printed = past.get(id);
    if (printed === undefined) closeScreen(id);
    else {
      terminals.get(id)?.terminal.reset();
      terminals.get(id)?.terminal.write(printed);
    }
  }
  store.setState(({ screens }) => ({ screens: screens.map((one) => ({ ...one, ended: false })) }));
});

// A new cluster is a new workstation: its terminals begin anew.
cluster.subscribe((state, before) => {
  if (state.ready === before.ready || before.ready === undefined) return;
  for (const { id } of store.getState().screens) {
    terminals.get(id)?.terminal.dispose();
    terminals.delete(id);
  }
  store.setState({ screens: [], active: undefined });
  openScreen();
});

function screenTheme() {
  const colours = themeColours();
  return {
    background: colours.term,
    foreground: colours['term-ink'],
    cursor: colours['term-ink'],
    cursorAccent: colours.term,
    selectionBackground: colours['term-select'],
    green: '#6fd3a6',
    brightGreen: '#6fd3a6',
    blue: '#7aa2ff',
    brightBlue: '#9dbaff',
    red: '#ff8a5c',
    brightRed: '#ff8a5c',
    yellow: '#e6b450',
    brightYellow: '#e6b450',
    brightBlack: colours['term-soft'],
  };
}

onThemeChange(() => {
  const theme = screenTheme();
  for (const { terminal } of terminals.values()) terminal.options.theme = theme;
});

/** Types a command line into the terminal that shows, and leaves Enter to the person. */
export function typeCommand(command: string): void {
  const { screens, active } = store.getState();
  const id = screens.find((one) => one.id === active && !one.ended)?.id;
  if (id === undefined) return;
  input({ kind: 'terminal-type', terminal: id, text: command });
  focusScreen(id);
}
