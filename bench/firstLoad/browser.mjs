import { chromium } from '@playwright/test';

/** Without CHROMIUM_PATH, Playwright's own browser is used, as by the tests. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
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
