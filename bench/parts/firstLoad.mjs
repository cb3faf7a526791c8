import { readInitialFiles, weigh } from '../bundle/initialFiles.mjs';
import { launchBrowser, newPerson } from '../firstLoad/browser.mjs';
import { FIGURES } from '../firstLoad/figures.mjs';
import { HEADINGS } from '../firstLoad/headings.mjs';
import { visit } from '../firstLoad/visit.mjs';
import { weighVisit } from '../firstLoad/weight.mjs';
import { interleave } from '../lib/interleave.mjs';
import { metric } from '../lib/metrics.mjs';

/** From the address to the signed-in landing page, in a browser. */
export async function measure({ ours, peer, runs, log }) {
  const browser = await launchBrowser();
  const stops = [() => browser.close()];
  try {
    const open = async side => {
      const { url, stop } = await side.start();
      stops.push(stop);
      return { side, browser, url, heading: HEADINGS[side.name] };
    };
    const portals = { ours: await open(ours), peer: await open(peer) };
    await interleave(portals, 1, warmUp);
    const samples = await interleave(portals, runs, (portal, run) => {
      log(`first load of ${portal.side.name}, run ${run + 1} of ${runs}`);
      return takeSample(portal);
    });
    return FIGURES.map(({ of, ...about }) =>
      metric(about, {
        ours: samples.ours.map(of),
        peer: samples.peer.map(of),
      }),
    ).filter(isThere);
  } finally {
    await Promise.all(stops.map(stop => stop()));
  }
}

/** Whether either side does such a thing at all. */
function isThere({ ours, peer }) {
  return ours.median > 0 || peer.median > 0;
}

/** The first answers of a backend that has just started are slower, and compiled code is what people meet. */
async function warmUp({ browser, ...portal }) {
  const person = await newPerson(browser);
  await visit(person, portal);
  await person.close();
}

async function takeSample({ side, browser, ...portal }) {
  const files = await readInitialFiles(side.appDist);
  const named = weigh(files.filter(({ kind }) => kind === 'js'));
  const plain = await visitTwice(browser, side, portal);
  const throttled = await visitTwice(browser, side, {
    ...portal,
    throttled: true,
  });
  return { named, plain, throttled };
}

/** With an empty cache, and again with what is in it then. */
async function visitTwice(browser, { appDist }, portal) {
  const person = await newPerson(browser);
  try {
    const cold = await visit(person, portal);
    const warm = await visit(person, portal);
    return {
      cold: await weighVisit(appDist, cold),
      warm: await weighVisit(appDist, warm),
    };
  } finally {
    await person.close();
  }
}
