import i18next from 'i18next';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/index.ts';
import { useClock } from '../store/clock.ts';
import { useCluster } from '../store/cluster.ts';
import { typeCommand } from '../terminal/screens.ts';
import { spokenDuration } from '../time/duration.ts';
import type { BothLanguages, Explanation } from './table/explanation.ts';
import type { WhyReason } from './table/index.ts';
import './why.css';
import type { Cause, Why } from './why.ts';

type Table = Readonly<Record<WhyReason, Explanation>>;

/** Says why, what comes next and when, and what to try; a command is typed into the terminal by a click. */
export function WhyBox({ why, tone }: { readonly why: Why; readonly tone: string }) {
  const { t } = useTranslation();
  const [table, setTable] = useState<Table>();
  useEffect(() => {
    let current = true;
    void import('./table/index.ts').then(({ explanations }) => {
      if (current) setTable(explanations);
    });
    return () => {
      current = false;
    };
  }, []);
  const explanation = table?.[why.reason];
  const parts = why.parts ?? [];
  const causes: readonly Cause[] = [...parts, why];
  const commands = [
    ...new Set(causes.flatMap((cause) => (table?.[cause.reason].tries ?? []).map((line) => fill(line, why, cause)))),
  ].slice(0, 4);
  return (
    <section className="why" data-tone={tone} aria-label={t('why.title')}>
      <p>
        <b>{t('why.title')}</b> {explanation !== undefined && <Marked text={fill(said(explanation), why)} />}
      </p>
      {table !== undefined && parts.length > 0 && (
        <ul className="why-parts" aria-label={t('why.nodes')}>
          {parts.map((part, index) => (
            <li key={index}>
              <Marked text={fill(said(table[part.reason]), why, part)} />
            </li>
          ))}
        </ul>
      )}
      {why.next !== undefined && <Next what={why.next.what} at={why.next.at} />}
      {explanation?.advice !== undefined && parts.length === 0 && (
        <p>
          <Marked text={fill(said(explanation.advice), why)} />
        </p>
      )}
      {commands.length > 0 && (
        <ul aria-label={t('why.try')}>
          {commands.map((command) => (
            <li key={command}>
              <button type="button" className="try" onClick={() => typeCommand(command)}>
                <code>{command}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** `Next start in 12 s.` */
function Next({ what, at }: NonNullable<Why['next']>) {
  const { t } = useTranslation();
  const epoch = useCluster((state) => state.ready?.epochUnix ?? 0);
  const left = useClock((state) => Math.ceil((at - epoch - state.time) / 1000) * 1000);
  return left > 0 ? <p className="why-next">{t(`why.next.${what}`, { duration: spokenDuration(left, t) })}</p> : null;
}

const said = (text: BothLanguages): string => (currentLanguage() === 'en' ? text.en : text.zh);

const fill = (text: string, why: Why, part?: Cause): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) =>
    name === 'nodes'
      ? i18next.t('why.count', { count: Number(part?.params['count']) })
      : quoted(name, part?.params[name] ?? why.params[name] ?? ''),
  );

/** What a machine said stands in quotation marks within our sentence. */
const quoted = (name: string, value: string | number): string =>
  name === 'message' && value !== '' ? `“${String(value).replace(/\.$/, '')}”.` : String(value);

/** Backquotes and double stars, and nothing more. */
function Marked({ text }: { readonly text: string }) {
  return text.split(/(`[^`]*`|\*\*[^*]*\*\*)/).map((part, index) => {
    if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
