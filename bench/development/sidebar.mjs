import { writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { undoing } from './undo.mjs';

const TIMEOUT_MS = 120_000;

const ITEM = 'text="Home"';
const CHANGED = 'Home, changed';

/**
 * Changes an item of the sidebar, which both sides have, and takes the time from saving the file to seeing it in the open page.
 */
export async function timeToSeeChange(page, file) {
  const source = await readFile(file, 'utf8');
  if (!source.includes(ITEM)) {
    throw new Error(
      `There is no sidebar item with ${ITEM} in ${file}. Let bench/development/sidebar.mjs change something that is there.`,
    );
  }
  return undoing(
    () => writeFileSync(file, source),
    async () => {
      const savedAt = performance.now();
      await writeFile(file, source.replace(ITEM, `text="${CHANGED}"`));
      await page.waitForFunction(isShown, CHANGED, { timeout: TIMEOUT_MS });
      return performance.now() - savedAt;
    },
  );
}

/** Runs in the page. */
function isShown(text) {
  return [...document.querySelectorAll('a')].some(
    link => link.ariaLabel === text || link.textContent === text,
  );
}
