import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is built for the benchmark, outside the clone. It can be deleted at any time. */
export const benchCache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'gatehouse-bench',
);
