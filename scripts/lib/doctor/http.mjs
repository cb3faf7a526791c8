import http from 'node:http';
import https from 'node:https';

const TIMEOUT_MS = 4_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** The code of a failure after the timeout. */
export const TOO_SLOW = 'ABORT_ERR';

const REASONS = {
  ENOTFOUND: 'DNS does not know this host',
  EAI_AGAIN: 'DNS does not respond',
  ECONNREFUSED: 'nothing is listening there',
  ECONNRESET: 'the connection was closed without a response',
  EHOSTUNREACH: 'there is no route to this host',
  [TOO_SLOW]: `no response within ${TIMEOUT_MS / 1000} seconds`,
};

/**
 * @typedef {object} Answer
 * @property {number | string} status - the HTTP status, or why there is no response
 * @property {string} [failure] - the error's code if there is no response
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} text
 * @property {string} [validTo] - when the server's certificate expires
 * @property {number} [middle] - the time halfway between sending the request and getting the response
 */

/**
 * Sends a request unchanged, and follows no redirects.
 *
 * @returns {Promise<Answer>}
 */
export function request(address, { headers, ...options } = {}) {
  const { request: send } = address.startsWith('https:') ? https : http;
  const sentAt = Date.now();
  return new Promise(resolve => {
    const fail = error =>
      resolve({
        status: reasonOf(error),
        failure: codeOf(error) ?? 'UNKNOWN',
        headers: {},
        text: '',
      });
    const outgoing = send(address, {
      ...options,
      headers: { 'user-agent': 'gatehouse-doctor', ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    outgoing.on('error', fail);
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, headers: {}, text: '' });
    });
    outgoing.on('response', response => {
      const middle = (sentAt + Date.now()) / 2;
      const { statusCode: status, headers: received, socket } = response;
      const validTo = socket.getPeerCertificate?.().valid_to;
      let text = '';
      response.setEncoding('utf8').on('data', data => {
        text += data;
        if (text.length > MAX_BYTES) {
          outgoing.destroy(new Error('the response is too large'));
        }
      });
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status, headers: received, text, validTo, middle }),
      );
    });
    outgoing.end();
  });
}

/** Parses a response's body. */
export function readJson({ text }) {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is no response because the certificate is not trusted. */
export function isUntrusted({ failure = '' }) {
  return /CERT|SIGNATURE|SELF_SIGNED/.test(failure);
}

/** If a host has several addresses, each attempt has an error. */
function codeOf({ code, errors }) {
  return code ?? errors?.[0].code;
}

function reasonOf(error) {
  const code = codeOf(error);
  return isUntrusted({ failure: code })
    ? `its certificate is not trusted (${code})`
    : REASONS[code] ?? code ?? error.message;
}
