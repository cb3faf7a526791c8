import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';

/** The pages that are ours alone. Those of Backstage's plugins have findings of their own, which belong upstream. */
const pages = [
  { name: 'the page that asks who someone is', persona: undefined },
  { name: 'the home page', persona: 'ada' },
  { name: 'the page for someone who cannot sign in', persona: 'barbara' },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, persona } of pages) {
    test(`${name} has no accessibility violation in ${colorScheme}`, async ({
      page,
      signedInAs,
      problems,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
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
