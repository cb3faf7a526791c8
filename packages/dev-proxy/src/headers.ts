import { IncomingMessage } from 'http';

/**
 * Gives the backend the identity header, and only ours: whatever a client sent under its name, in any spelling, is dropped
 * first.
 */
export function setIdentityHeader(
  req: IncomingMessage,
  header: string,
  token: string | undefined,
) {
  for (const name of Object.keys(req.headers)) {
    if (normalize(name) === normalize(header)) {
      delete req.headers[name];
    }
  }
  if (token) {
    req.headers[header.toLowerCase()] = `Bearer ${token}`;
  }
  dropHopByHop(req);
}

/** Headers named in Connection end here (RFC 9110, section 7.6.1), ours too: then the backend sees nobody. */
function dropHopByHop(req: IncomingMessage) {
  for (const name of (req.headers.connection ?? '').split(',')) {
    const key = name.trim().toLowerCase();
    if (key !== 'upgrade') {
      delete req.headers[key];
    }
  }
}

/** Some servers read `X_Name` as `X-Name`. */
function normalize(name: string): string {
  return name.toLowerCase().replace(/_/g, '-');
}
