import { useTranslation } from 'react-i18next';
import { typeCommand } from '../terminal/screens.ts';

/** What the panel shows, as kubectl would be asked for it; a click types the command into the terminal. */
export function Commands({ lines }: { readonly lines: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="soft note">{t('inspector.commandsNote')}</p>
      <ul className="commands">
        {lines.map((line) => (
          <li key={line}>
            <button type="button" className="try" onClick={() => typeCommand(line)}>
              <code>{line}</code>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
