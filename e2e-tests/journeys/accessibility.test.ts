import AxeBuilder from '@axe-core/playwright';
import { Page } from '@playwright/test';
import { errorPages } from '../support/errorPages';
import { ADA, expect, test } from './fixtures';

interface OwnPage {
  name: string;
  /** Who signs in; nobody for the page that asks. */
  persona?: string;
  prepare?: (page: Page) => Promise<unknown>;
}

/** The pages that are ours alone. Those of Backstage's plugins have findings of their own, which belong upstream. */
const pages: OwnPage[] = [
  { name: 'the page that asks who someone is' },
  { name: 'the home page', persona: ADA.id },
  ...errorPages.map(({ name, persona = ADA.id, prepare }) => ({
    name: `the page for ${name}`,
    persona,
    prepare,
  })),
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, persona, prepare } of pages) {
    test(`${name} has no accessibility violation in ${colorScheme}`, async ({
      page,
      signedInAs,
      problems,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await prepare?.(page);
      await (persona ? signedInAs(persona) : page.goto('/'));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');

      const { violations } = await new AxeBuilder({ page })
        // Backstage's link is named without the number of its badge.
        .exclude('a[href="/notifications"]')
        .analyze();

      expect(violations.map(({ id, nodes }) => ({ id, nodes }))).toEqual([]);
      problems.splice(0);
    });
  }
}
