import { backend } from './backend.mjs';
import { configuration } from './configuration.mjs';
import { provider } from './provider.mjs';
import { proxy } from './proxy.mjs';
import { signedIn } from './signedIn.mjs';
import { stores } from './stores.mjs';

/** All of the doctor's checks, by what they examine. */
export const places = [
  { place: 'Configuration', checks: [...configuration, ...stores] },
  { place: 'Provider', checks: provider },
  { place: 'Proxy', checks: proxy },
  { place: 'Backend', checks: backend },
  { place: 'User', checks: signedIn },
];
