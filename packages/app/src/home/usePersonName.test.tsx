import { identityApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import { renderHook, waitFor } from '@testing-library/react';
import { usePersonName } from './usePersonName';

function personName(person: { displayName?: string }) {
  const identityApi = mockApis.identity({
    userEntityRef: 'user:default/ada',
    ...person,
  });
  return renderHook(() => usePersonName(), {
    wrapper: ({ children }) => (
      <TestApiProvider apis={[[identityApiRef, identityApi]]}>
        {children}
      </TestApiProvider>
    ),
  }).result;
}

describe('usePersonName', () => {
  it('is the display name', async () => {
    const name = personName({ displayName: 'Ada Lovelace' });
    await waitFor(() => expect(name.current).toBe('Ada Lovelace'));
  });

  it.each([undefined, ''])(
    'is the user name when the display name is %p',
    async displayName => {
      const name = personName({ displayName });
      await waitFor(() => expect(name.current).toBe('ada'));
    },
  );
});
