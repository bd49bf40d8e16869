import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Messages } from './en.ts';
import { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Messages };
    returnNull: false;
  }
}

/** A language: its name for itself, and how to load its words. English is always there, to fall back on. */
interface Language {
  readonly name: string;
  readonly load: () => Promise<Messages>;
}

export type LanguageCode = 'en' | 'zh-CN';

export const languages: Readonly<Record<LanguageCode, Language>> = {
  en: { name: 'EN', load: () => Promise.resolve(en) },
  'zh-CN': { name: '中文', load: async () => (await import('./zh-CN.ts')).zhCN },
};

/** The best language for what the address bar, an earlier visit or the browser asks for. */
export function pickLanguage(wishes: readonly (string | null | undefined)[]): LanguageCode {
  for (const wish of wishes) {
    if (wish === null || wish === undefined || wish === '') continue;
    if (/^zh\b/i.test(wish)) return 'zh-CN';
    if (/^en\b/i.test(wish)) return 'en';
  }
  return 'en';
}

export async function startI18n(language: LanguageCode): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  await changeLanguage(language);
}

export async function changeLanguage(language: LanguageCode): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await languages[language].load());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export const currentLanguage = (): LanguageCode => pickLanguage([i18next.language]);
