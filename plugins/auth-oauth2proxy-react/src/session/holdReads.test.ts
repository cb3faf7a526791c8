import { TestPortal } from './__testUtils__/portal';
import { holdChunks } from './holdReads';

const portal = new TestPortal();

describe('holdChunks', () => {
  let tab: ReturnType<typeof portal.openTab>;
  let attempts: unknown[];

  beforeEach(() => {
    tab = portal.openTab();
    attempts = [];
  });

  /** Loads a chunk as the bundler's runtime does. The first attempts fail. */
  const load = (failures: number) => {
    const loaders = {
      script(id: unknown, pending: Promise<unknown>[]) {
        attempts.push(id);
        pending.push(
          attempts.length > failures
            ? Promise.resolve()
            : Promise.reject(new Error('Loading chunk 7 failed')),
        );
      },
    };
    holdChunks(() => tab.session, loaders);
    const parts: Promise<unknown>[] = [];
    loaders.script(7, parts);
    return Promise.all(parts);
  };

  it('loads a chunk once when that succeeds', async () => {
    await load(0);
    expect(attempts).toEqual([7]);
  });

  it('loads a failed chunk again when the user signs in', async () => {
    portal.endSession();
    const loaded = load(1);
    await tab.expectState('ended');
    await tab.signIn();
    await loaded;
    expect(attempts).toEqual([7, 7]);
  });

  it('retries once while the user is signed in, then fails', async () => {
    portal.signIn();
    await expect(load(2)).rejects.toThrow('Loading chunk 7 failed');
    expect(attempts).toEqual([7, 7]);
  });
});
