import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startIdentityProvider } from '../lib/identityProvider.mjs';
import { repeat } from '../lib/interleave.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metricsOf } from '../lib/metrics.mjs';

const SERVER = fileURLToPath(new URL('../lib/bareServer.mjs', import.meta.url));
const LOAD = { requests: 4000, connections: 10 };
const TITLE =
  'Bare Node server, one RS256 verification and two ES256 signatures';

/** How little a refresh could cost, whatever is built around it. */
export async function measure({ runs, log }) {
  log('a bare server');
  const provider = await startIdentityProvider();
  const server = spawn(
    process.execPath,
    [SERVER, JSON.stringify(provider.publicKey)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [url] = await once(createInterface({ input: server.stdout }), 'line');
    const running = {
      refreshUrl: url,
      pid: server.pid,
      issueToken: provider.issueToken,
    };
    await loadRefresh(running, LOAD);
    const ours = await repeat(runs, () => loadRefresh(running, LOAD));
    return metricsOf(
      {
        cpuMs: {
          id: 'limit.cpu',
          title: `${TITLE}, CPU per request`,
          unit: 'ms',
        },
        p99: { id: 'limit.p99', title: `${TITLE}, p99`, unit: 'ms' },
        perSecond: {
          id: 'limit.throughput',
          title: `${TITLE}, throughput`,
          unit: 'requests/s',
          lowerIsBetter: false,
        },
      },
      { ours },
    );
  } finally {
    server.kill();
    await provider.stop();
  }
}
