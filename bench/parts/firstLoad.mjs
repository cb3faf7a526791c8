import { readInitialFiles, weigh } from '../bundle/initialFiles.mjs';
import { launchBrowser, newPerson } from '../firstLoad/browser.mjs';
import { FIGURES } from '../firstLoad/figures.mjs';
import { visit } from '../firstLoad/visit.mjs';
import { weighVisit } from '../firstLoad/weight.mjs';
import { interleave } from '../lib/interleave.mjs';
import { toMetrics } from '../lib/statistics.mjs';

/** What the landing page of each side says when it is there. */
const HEADINGS = {
  ours: /^Good (morning|afternoon|evening), /,
  peer: /Catalog$/,
};

/** From the address to the signed-in landing page, in a browser. */
export async function measure({ ours, peer, runs, log }) {
  const browser = await launchBrowser();
  const portals = [];
  try {
    for (const side of [ours, peer]) {
      portals.push({ side, running: await side.start() });
    }
  } finally {
    await browser.close();
    await Promise.all(portals.map(({ running }) => running.stop()));
  }
}
