import { BackendFeature } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { JsonObject } from '@backstage/types';
import { RequestHandler } from 'express';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import request from 'supertest';
import { signInPolicy } from '../../auth';
import { readCiAccess } from '../../environment/ciAccess';
import { createPermissionPolicy, locationGuard } from '../modules';
import { Rule } from '../rules';
import { startBackend } from './backend';
import { startServer } from './server';

/** The token of an external service in `backend.auth.externalAccess`. */
const MACHINE = 'machine-token';

/** The token of CI jobs. */
const CI = 'ci-token-with-at-least-32-characters';

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Starts a portal that users can sign in to, and a server for the provider's keys and for catalog files. */
export async function startPortal(
  rules: Rule[],
  { backend: settings, ...data }: { [key: string]: JsonObject } = {},
  features: BackendFeature[] = [],
  handlers: RequestHandler[] = [],
) {
  const files = new Map<string, string>();
  const server = await startServer((req, res) => {
    const content = files.get(req.url!);
    res.writeHead(content === undefined ? 404 : 200).end(content);
  });
  const host = `127.0.0.1:${server.port}`;
  const issuer = `http://${host}`;
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'a', alg: 'RS256' };
  files.set('/keys', JSON.stringify({ keys: [jwk] }));

  const backend = await startBackend(
    {
      ...data,
      backend: {
        ...settings,
        reading: { allow: [{ host }] },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: MACHINE, subject: 'machine' } },
            readCiAccess(CI),
          ],
        },
      },
      auth: {
        providers: {
          oauth2proxy: {
            issuer,
            audience: 'backstage',
            jwksUri: `${issuer}/keys`,
            groupsClaim: 'groups',
          },
        },
      },
      permission: { enabled: true, administrators: 'group:default/admins' },
    },
    [
      authPlugin,
      signInPolicy,
      permissionPlugin,
      createPermissionPolicy(rules),
      catalogPlugin,
      locationGuard,
      ...features,
    ],
    handlers,
  );

  const withToken = (token: string) =>
    request.agent(backend.url).set('Authorization', `Bearer ${token}`);

  return {
    /** @returns a client that sends the user's Backstage token */
    async signIn(name: string, ...groups: string[]) {
      const idToken = await new SignJWT({ preferred_username: name, groups })
        .setProtectedHeader({ alg: 'RS256', kid: 'a' })
        .setIssuer(issuer)
        .setAudience('backstage')
        .setSubject(name)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey);
      const { body } = await request(backend.url)
        .get('/api/auth/oauth2proxy/refresh')
        .set('X-OAUTH2-PROXY-ID-TOKEN', `Bearer ${idToken}`);
      return withToken(body.backstageIdentity.token);
    },
    nobody: () => request(backend.url),
    machine: () => withToken(MACHINE),
    ci: () => withToken(CI),
    /** Writes a catalog file. @returns its URL */
    write(path: string, ...entities: Entity[]) {
      files.set(
        path,
        entities.map(entity => JSON.stringify(entity)).join('\n---\n'),
      );
      return `${issuer}${path}`;
    },
    async stop() {
      await backend.stop();
      await server.stop();
    },
  };
}

export type User = Awaited<ReturnType<Portal['signIn']>>;
