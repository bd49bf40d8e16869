/* Colours for what cannot read CSS variables: xterm and Monaco. Always as #rrggbb. */

const names = [
  'paper',
  'sheet',
  'ink',
  'soft',
  'line',
  'hair',
  'accent',
  'running',
  'failed',
  'pending',
  'succeeded',
  'unknown',
  'term',
  'term-ink',
  'term-soft',
  'term-select',
  'code',
] as const;

type ColourName = (typeof names)[number];

export type Colours = Readonly<Record<ColourName, string>> & { readonly dark: boolean };

const systemDark = matchMedia('(prefers-color-scheme: dark)');

export type ThemeChoice = 'light' | 'dark' | undefined;

export const chosenTheme = (): ThemeChoice => {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : undefined;
};

export const isDark = (): boolean => (chosenTheme() ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';

export function themeColours(): Colours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = {} as Record<ColourName, string>;
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    colours[name] = hex(getComputedStyle(probe).color);
  }
  probe.remove();
  return { ...colours, dark: isDark() };
}

function hex(colour: string): string {
  const parts = colour.match(/\d+(\.\d+)?/g) ?? [];
  return `#${parts
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}

const listeners = new Set<() => void>();

/** Called when the person or the system changes between light and dark; returns a stop. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

systemDark.addEventListener('change', () => announce());

export function chooseTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('podarium.theme', theme);
  } catch {
    // Storage can be forbidden; the choice holds for this visit then.
  }
  announce();
}

const moreContrast = matchMedia('(prefers-contrast: more)');

export const hasMoreContrast = (): boolean => document.documentElement.dataset['contrast'] === 'more';

/** Stronger lines and inks; from now on what the person chose holds, not what the system prefers. */
export function chooseContrast(more: boolean): void {
  showContrast(more);
  try {
    localStorage.setItem('podarium.contrast', more ? 'more' : 'normal');
  } catch {
    // Storage can be forbidden; the choice holds for this visit then.
  }
}

function showContrast(more: boolean): void {
  if (more) document.documentElement.dataset['contrast'] = 'more';
  else delete document.documentElement.dataset['contrast'];
  announce();
}

moreContrast.addEventListener('change', () => {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem('podarium.contrast');
  } catch {
    // Then nothing was chosen.
  }
  if (chosen === null) showContrast(moreContrast.matches);
});

function announce(): void {
  for (const listener of listeners) listener();
}
