import { chromium } from '@playwright/test';
import { ensureBrowser } from '../../scripts/browser.mjs';
import { ensureToolchain } from '../../scripts/toolchain.mjs';

/** The one that the journeys run in. */
export async function launchBrowser() {
  return chromium.launch({
    executablePath: await ensureBrowser(await ensureToolchain()),
    // As root, Chromium cannot make its sandbox. The rest keeps it from calling home.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-background-networking', '--disable-component-update'],
  });
}

/** A person's browser: nothing in its cache yet. */
export function newPerson(browser) {
  return browser.newContext({
    viewport: { width: 1280, height: 720 },
    reducedMotion: 'reduce',
  });
}
