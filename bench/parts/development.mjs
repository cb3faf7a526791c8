import { ensureToolchain } from '../../scripts/toolchain.mjs';
import { timeToSeeChange } from '../development/sidebar.mjs';
import { untilReady, withStack } from '../development/stack.mjs';
import { ourStack, peerStack } from '../development/stacks.mjs';
import { launchBrowser, newPerson } from '../firstLoad/browser.mjs';
import { openPortal } from '../firstLoad/visit.mjs';
import { startGateway } from '../lib/gateway.mjs';
import { startIdentityProvider } from '../lib/identityProvider.mjs';
import { interleave } from '../lib/interleave.mjs';
import { metricsOf } from '../lib/metrics.mjs';
import { findFreePort } from '../lib/servers.mjs';

const FIGURES = {
  signedInMs: {
    id: 'development.signedIn',
    title: 'From the command to the signed-in page',
    unit: 'ms',
    note: '`yarn dev` and `yarn start`, installed and started before',
  },
  changeMs: {
    id: 'development.change',
    title: 'From saving a file to seeing the change',
    unit: 'ms',
    note: 'the text of an item in the sidebar',
  },
};

/** What developers wait for. */
export async function measure({ peer, runs, log }) {
  const toolchain = await ensureToolchain();
  const browser = await launchBrowser();
  const provider = await startIdentityProvider();
  const backend = { host: '127.0.0.1', port: await findFreePort() };
  const gateway = await startGateway(provider, {
    target: `http://${backend.host}:${backend.port}`,
  });
  const stacks = {
    ours: await ourStack(toolchain),
    peer: await peerStack(toolchain, peer.source, {
      url: gateway.url,
      backend,
    }),
  };
  try {
    log('development: starting both once, so that later starts are warm');
    await interleave(stacks, 1, stack => develop(browser, stack));
    const samples = await interleave(stacks, runs, (stack, run) => {
      log(`development of ${stack.name}, run ${run + 1} of ${runs}`);
      return develop(browser, stack);
    });
    return metricsOf(FIGURES, samples);
  } finally {
    await gateway.stop();
    await provider.stop();
    await browser.close();
  }
}

/** Starts a stack, signs in, changes something and sees it. */
async function develop(browser, stack) {
  const person = await newPerson(browser);
  const startedAt = performance.now();
  try {
    return await withStack(stack, async () => {
      await untilReady(stack);
      const page = await person.newPage();
      await openPortal(page, stack);
      const signedInMs = performance.now() - startedAt;
      await page.waitForLoadState('networkidle');
      return {
        signedInMs,
        changeMs: await timeToSeeChange(page, stack.sidebar),
      };
    });
  } finally {
    await person.close();
  }
}
