import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** What the page can look like; only the first is asked every rule, for the others differ in nothing but colours. */
const looks = [
  { name: 'light', media: { colorScheme: 'light', contrast: 'no-preference' } },
  { name: 'dark', media: { colorScheme: 'dark', contrast: 'no-preference' } },
  { name: 'light, high contrast', media: { colorScheme: 'light', contrast: 'more' } },
  { name: 'dark, high contrast', media: { colorScheme: 'dark', contrast: 'more' } },
] as const;

/** Axe objects to nothing in these parts of the page, whatever the page looks like. No parts: all of it. */
export async function expectClean(page: Page, what: string, ...parts: readonly string[]): Promise<void> {
  const lang = await page.locator('html').getAttribute('lang');
  for (const { name, media } of looks) {
    // More contrast was seen in English, and words have no colours of their own.
    if (lang !== 'en' && media.contrast === 'more') continue;
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    // The page has no frames; and only what is wrong is worth gathering.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    for (const part of parts) axe.include(part);
    if (name !== 'light') axe.withRules(['color-contrast']);
    const { violations } = await axe.analyze();
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    // What was looked at before stays known when a later view fails.
    expect.soft(found, `${what}, ${name}`).toEqual([]);
  }
  await page.emulateMedia({ ...looks[0].media, reducedMotion: 'reduce' });
}
