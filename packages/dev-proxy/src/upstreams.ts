import { DevProxyConfig } from './config';

type Upstreams = Pick<DevProxyConfig, 'app' | 'backend'>;

const POLL_MS = 500;

/** Whether the app and the backend respond. */
export async function isReady({ app, backend }: Upstreams): Promise<boolean> {
  const responses = await Promise.all([
    get(`${app}/`),
    get(`${backend}/.backstage/health/v1/readiness`),
  ]);
  return responses.every(response => response?.ok);
}

export async function waitUntilReady(
  upstreams: Upstreams,
  signal: AbortSignal,
) {
  while (!signal.aborted && !(await isReady(upstreams))) {
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Returns the backend's Content-Security-Policy, because the backend serves the app in a deployment. Changes two things: hot reload
 * connects to the app's dev server, and requests are not upgraded to TLS.
 *
 * @returns undefined if the backend does not respond
 */
export async function readPagePolicy({
  app,
  backend,
}: Upstreams): Promise<string | undefined> {
  const response = await get(`${backend}/.backstage/health/v1/liveness`);
  const policy = response?.headers.get('content-security-policy');
  if (!policy) {
    return undefined;
  }
  const directives = parsePolicy(policy);
  directives.delete('upgrade-insecure-requests');
  const connect =
    directives.get('connect-src') ?? directives.get('default-src');
  if (connect) {
    directives.set('connect-src', `${connect} ${app.replace('http:', 'ws:')}`);
  }
  return [...directives].map(([name, value]) => `${name} ${value}`).join(';');
}

function parsePolicy(policy: string): Map<string, string> {
  return new Map(
    policy.split(';').map(directive => {
      const [name, ...values] = directive.trim().split(/\s+/);
      return [name, values.join(' ')];
    }),
  );
}

/** Returns status and headers, or undefined if there is no response. */
async function get(url: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}
