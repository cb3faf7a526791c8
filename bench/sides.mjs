import { appConfigVariables } from './backend.mjs';
import { root } from './clone.mjs';
import { run } from './commands.mjs';
import { AUDIENCE } from './identityProvider.mjs';
import { buildPeerImage } from './peer.mjs';

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {string} image
 * @property {RegExp} heading - of its landing page
 * @property {string} refreshPath
 * @property {(url: string, issuer: string) => Record<string, string>} environment - its own variables
 */

/** @returns {Promise<{ ours: Side, peer: Side }>} with their images built */
export async function prepareSides() {
  return {
    ours: {
      name: 'Gatehouse',
      image: buildOurImage(),
      heading: /^Good (morning|afternoon|evening), /,
      refreshPath: '/api/auth/oauth2proxy/refresh',
      environment: (url, issuer) => ({
        PUBLIC_URL: url,
        OIDC_ISSUER: issuer,
        OIDC_CLIENT_ID: AUDIENCE,
        GROUPS_CLAIM: 'groups',
      }),
    },
    peer: {
      name: 'template',
      image: await buildPeerImage(),
      heading: / Catalog$/,
      refreshPath: '/api/auth/oauth2Proxy/refresh',
      environment: () =>
        appConfigVariables({
          auth_providers_oauth2Proxy_signIn_resolvers: [
            {
              resolver: 'forwardedPreferredUsernameMatchingUserEntityName',
              dangerouslyAllowSignInWithoutUserInCatalog: true,
            },
          ],
        }),
    },
  };
}

/** `IMAGE` names an image that was built before, as for Compose. Without a tag, Docker would save all tags. */
function buildOurImage() {
  const { IMAGE } = process.env;
  const image = IMAGE ?? 'gatehouse:latest';
  if (!IMAGE) {
    run('docker', ['build', '--tag', image, root]);
  }
  return image;
}
