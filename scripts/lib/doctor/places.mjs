import { backend } from './backend.mjs';
import { configuration } from './configuration.mjs';
import { provider } from './provider.mjs';
import { proxy } from './proxy.mjs';
import { signedIn } from './signedIn.mjs';
import { stores } from './stores.mjs';

/** All checks of the doctor, by what they look at. */
export const places = [
  { place: 'Configuration', checks: [...configuration, ...stores] },
  { place: 'Provider', checks: provider },
  { place: 'Proxy', checks: proxy },
  { place: 'Backend', checks: backend },
  { place: 'Signed in', checks: signedIn },
];
