import { ConfigReader } from '@backstage/config';
import { readOAuth2ProxyConfig, readProviderBlock } from '../config';

/** Reads a provider's block as the backend does. */
export function readBlock(block: object, development = false) {
  const config = new ConfigReader({
    auth: { providers: { oauth2proxy: block } },
  });
  return readOAuth2ProxyConfig(readProviderBlock(config), { development });
}

/** The same for a block whose other keys are valid. */
export function readValidBlock(block: object = {}) {
  return readBlock({
    issuer: 'https://idp.example.com/',
    audience: 'backstage',
    ...block,
  });
}
