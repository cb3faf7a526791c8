import { DevProxyConfig } from './config';

/**
 * The Content-Security-Policy of the backend, which serves the app in a deployment. It differs where development has to: hot reload
 * connects to the app's dev server, and there is no TLS to upgrade requests to.
 *
 * @returns undefined while the backend does not answer
 */
export async function readPagePolicy({
  app,
  backend,
}: Pick<DevProxyConfig, 'app' | 'backend'>): Promise<string | undefined> {
  const policy = await readBackendPolicy(backend);
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

async function readBackendPolicy(backend: string): Promise<string | null> {
  try {
    const response = await fetch(`${backend}/.backstage/health/v1/liveness`, {
      signal: AbortSignal.timeout(5_000),
    });
    await response.body?.cancel();
    return response.headers.get('content-security-policy');
  } catch {
    return null;
  }
}

function parsePolicy(policy: string): Map<string, string> {
  const directives = policy.split(';').map(text => text.trim());
  return new Map(
    directives.map(directive => {
      const [name, ...values] = directive.split(/\s+/);
      return [name, values.join(' ')];
    }),
  );
}
