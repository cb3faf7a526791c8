import { Agent, request } from 'node:http';
import { UserError } from '../../scripts/userError.mjs';
import { identityHeaders } from './identityHeaders.mjs';
import { ADA } from './identityProvider.mjs';
import { cpuMsOf } from './processFigures.mjs';
import { percentile } from './statistics.mjs';

/**
 * Sends requests over connections that are kept, each as soon as the one before it was answered.
 *
 * @param {{ url: string, pid: number, headers: object[], connections: number }} options - one request for each of `headers`; `pid` is
 * the process whose CPU time is counted
 */
export async function load({ url, pid, headers, connections }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  let next = 0;
  const worker = async () => {
    while (next < headers.length) {
      const startedAt = performance.now();
      next += 1;
      await get(url, headers[next - 1], agent);
      latencies.push(performance.now() - startedAt);
    }
  };
  const cpuBefore = cpuMsOf(pid);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const wallMs = performance.now() - startedAt;
  const cpuMs = cpuMsOf(pid) - cpuBefore;
  agent.destroy();
  return {
    perSecond: (latencies.length * 1000) / wallMs,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    cpuMs: cpuMs / latencies.length,
  };
}

function get(url, headers, agent) {
  return new Promise((resolve, reject) => {
    const req = request(url, { agent, headers }, res => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', chunk => (text += chunk));
      res.on('error', reject);
      res.on('end', () =>
        res.statusCode === 200
          ? resolve()
          : reject(
              new UserError(
                `${url} answered with ${
                  res.statusCode
                } under load: ${text.slice(0, 500)}`,
              ),
            ),
      );
    });
    req.on('error', reject);
    req.end();
  });
}

/** Refreshes, each with a token that the backend has not seen. */
export async function loadRefresh(
  running,
  { requests, connections, people = [ADA] },
) {
  const headers = [];
  for (let index = 0; index < requests; index += 1) {
    const claims = people[index % people.length];
    headers.push(identityHeaders(await running.issueToken(claims), claims));
  }
  return load({
    url: running.refreshUrl,
    pid: running.pid,
    headers,
    connections,
  });
}
