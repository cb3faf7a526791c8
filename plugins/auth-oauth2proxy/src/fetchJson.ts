const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;

/**
 * Fetches a JSON object of the provider: no redirects, status 200, within five seconds, at most 1 MiB.
 *
 * @throws Error that says what was wrong, without quoting the answer
 */
export async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json, application/jwk-set+json' },
  }).catch(error => {
    throw new Error(`${url} does not answer: ${error.cause ?? error}`);
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered with status ${response.status}`);
  }
  const value = parseJson(await readText(response, url));
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${url} answered with something that is not JSON`);
  }
  return value as Record<string, unknown>;
}

async function readText(response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new Error(`${url} answered with more than ${MAX_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
