/* F6 leads from panel to panel, as in a desktop's windows: out of the editor and the terminal too, which keep Tab for themselves. */

/** Where the focus enters the header and each panel, in the order of the ring: the first that is there. */
const ring: readonly { readonly panel: string; readonly entries: readonly string[] }[] = [
  { panel: '.header', entries: ['button:not(:disabled)'] },
  { panel: '#panel-picture', entries: ['[data-item][tabindex="0"]', '.inside-head button'] },
  { panel: '#panel-inspector', entries: ['button:not(:disabled)'] },
  {
    panel: '#panel-editor',
    entries: ['.monaco-host[data-loaded="true"] textarea', '.plain-text textarea', 'button:not(:disabled)'],
  },
  { panel: '#panel-terminal', entries: ['.xterm-helper-textarea'] },
];

/** Listens for F6 and Shift+F6 in the whole page, before editor and terminal do; returns a stop. */
export function watchPanelKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    event.stopPropagation();
    enterNext(event.shiftKey ? -1 : 1);
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}

function enterNext(by: 1 | -1): void {
  const { activeElement } = document;
  const here = ring.findIndex(({ panel }) => activeElement !== null && activeElement.closest(panel) !== null);
  const from = here < 0 && by < 0 ? 0 : here;
  for (let step = 1; step <= ring.length; step++) {
    const { panel, entries } = ring[(from + by * step + 2 * ring.length) % ring.length]!;
    const entry = entries.flatMap((one) => visible(`${panel} ${one}`))[0];
    if (entry === undefined) continue;
    entry.focus({ preventScroll: true });
    return;
  }
}

const visible = (selector: string): readonly (HTMLElement | SVGElement)[] =>
  [...document.querySelectorAll<HTMLElement | SVGElement>(selector)].filter(
    (one) => one.closest('[inert], [hidden]') === null && one.getClientRects().length > 0,
  );
