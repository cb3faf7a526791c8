/**
 * The Content-Security-Policy of the backend, which serves the app in a deployment. Without `upgrade-insecure-requests`,
 * because the stand-in has no TLS.
 *
 * @returns undefined while the backend does not answer
 */
export async function readBackendPolicy(
  backend: string,
): Promise<string | undefined> {
  try {
    const response = await fetch(`${backend}/.backstage/health/v1/liveness`, {
      signal: AbortSignal.timeout(5_000),
    });
    await response.body?.cancel();
    return response.headers
      .get('content-security-policy')
      ?.split(';')
      .filter(directive => directive.trim() !== 'upgrade-insecure-requests')
      .join(';');
  } catch {
    return undefined;
  }
}
