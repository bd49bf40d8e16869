import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/index.ts';
import { typeCommand } from '../terminal/screens.ts';
import type { Explanation, WhyReason } from './en.ts';
import './why.css';
import type { Why } from './why.ts';

type Table = Readonly<Record<WhyReason, Explanation>>;

const tables: Readonly<Record<ReturnType<typeof currentLanguage>, () => Promise<Table>>> = {
  en: async () => (await import('./en.ts')).whyEn,
  'zh-CN': async () => (await import('./zh-CN.ts')).whyZh,
};

/** Says why, and what to try; a command is typed into the terminal by a click. */
export function WhyBox({ why, tone }: { readonly why: Why; readonly tone: string }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [table, setTable] = useState<Table>();
  useEffect(() => {
    let current = true;
    void tables[language]().then((loaded) => {
      if (current) setTable(loaded);
    });
    return () => {
      current = false;
    };
  }, [language]);
  const explanation = table?.[why.reason];
  return (
    <section className="why" data-tone={tone} aria-label={t('why.title')}>
      <p>
        <b>{t('why.title')}</b> {explanation !== undefined && <Marked text={fill(explanation.text, why)} />}
      </p>
      {explanation?.advice !== undefined && (
        <p>
          <Marked text={fill(explanation.advice, why)} />
        </p>
      )}
      {explanation !== undefined && (
        <ul aria-label={t('why.try')}>
          {explanation.tries.map((line) => {
            const command = fill(line, why);
            return (
              <li key={command}>
                <button type="button" className="try" onClick={() => typeCommand(command)}>
                  <code>{command}</code>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

const fill = (text: string, why: Why): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(why.params[name] ?? ''));

/** Backquotes and double stars, and nothing more. */
function Marked({ text }: { readonly text: string }) {
  return text.split(/(`[^`]*`|\*\*[^*]*\*\*)/).map((part, index) => {
    if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
