import { DevProxyConfig } from './config';

const POLL_MS = 500;

/** Whether app and backend answer. */
export async function isReady(config: DevProxyConfig): Promise<boolean> {
  const answers = await Promise.all([
    answers200(`${config.app}/`),
    answers200(`${config.backend}/.backstage/health/v1/readiness`),
  ]);
  return answers.every(Boolean);
}

/** Waits until they do. */
export async function untilReady(
  config: DevProxyConfig,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !(await isReady(config))) {
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

async function answers200(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
