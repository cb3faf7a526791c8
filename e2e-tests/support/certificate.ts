import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Creates a self-signed certificate for a host, in a new folder that every user can read. */
export function createCertificate(host: string) {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const type = /^[\d.]+$/.test(host) ? 'IP' : 'DNS';
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '1'],
      ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=${type}:${host}`],
      ...['-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  chmodSync(folder, 0o755);
  chmodSync(key, 0o644);
  return { folder, certificate, key };
}
