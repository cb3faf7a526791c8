import { registerMswTestHooks } from '@backstage/test-utils';
import { waitFor } from '@testing-library/react';
import { ADA, openTab, TestPortal } from './__testUtils__/portal';
import { holdChunks } from './holdChunks';
import { holdRead } from './holdRead';

const portal = new TestPortal();
registerMswTestHooks(portal.server);

describe('holdChunks', () => {
  let tab: ReturnType<typeof openTab>;
  const attempts: unknown[] = [];

  beforeEach(() => {
    tab = openTab();
    attempts.splice(0);
  });

  afterEach(() => tab.close());

  /** Loads a part of the app as the bundler's runtime does; the first attempts fail. */
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
    holdChunks(loaders, run => holdRead(run, () => tab.session));
    const parts: Promise<unknown>[] = [];
    loaders.script(7, parts);
    return Promise.all(parts);
  };

  it('loads what can be loaded', async () => {
    await load(0);
    expect(attempts).toEqual([7]);
  });

  it('waits for someone to sign in, and loads it then', async () => {
    portal.endSession();
    const loaded = load(1);
    await waitFor(() => expect(tab.state().name).toBe('ended'));
    portal.signIn(ADA);
    await tab.session.askAgain();
    await loaded;
    expect(attempts).toEqual([7, 7]);
  });

  it('tries once more while the session goes on, and then fails as before', async () => {
    portal.signIn(ADA);
    await expect(load(2)).rejects.toThrow('Loading chunk 7 failed');
    expect(attempts).toEqual([7, 7]);
  });
});
