import autocannon from 'autocannon';
import { withBackend } from '../backend.mjs';

const CONNECTIONS = 10;
const REQUESTS = 2000;
/** Node compiles frequently used code, so the first requests are slower. */
const WARM_UP_REQUESTS = 3000;

export const figures = {
  refreshCpu: { title: 'Token refresh, CPU time per request', unit: 'ms' },
  refreshP99: {
    title: `Token refresh, ${CONNECTIONS} connections, 99th percentile`,
    unit: 'ms',
  },
};

export function measure(side) {
  return withBackend(side, async backend => {
    await refresh(backend, WARM_UP_REQUESTS);
    const cpuBefore = backend.cpuMs();
    const { latency } = await refresh(backend, REQUESTS);
    return {
      refreshCpu: (backend.cpuMs() - cpuBefore) / REQUESTS,
      refreshP99: latency.p99,
    };
  });
}

/** Sends each request with a token that the backend has not seen. */
async function refresh({ refreshUrl, identityHeaders }, amount) {
  const headers = await Promise.all(
    Array.from({ length: amount }, identityHeaders),
  );
  const result = await autocannon({
    url: refreshUrl,
    amount,
    connections: CONNECTIONS,
    requests: [
      { setupRequest: request => ({ ...request, headers: headers.pop() }) },
    ],
  });
  if (result['2xx'] !== amount) {
    throw new Error(
      `${
        amount - result['2xx']
      } of ${amount} requests to ${refreshUrl} failed.`,
    );
  }
  return result;
}
