import {
  BackstageUserIdentity,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  ProfileInfo,
  useApi,
} from '@backstage/core-plugin-api';
import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  Answer,
  AuthorizationProblem,
  createAuthorizationApi,
} from './authorizationApi';
import { AuthorizationRequest } from './authorizationRequest';
import { isRedirectTo, toDestination } from './destination';

export interface Question {
  request: AuthorizationRequest;
  destination: string;
  authBaseUrl: string;
  user: BackstageUserIdentity;
  profile: ProfileInfo;
}

export type ConsentState =
  | { name: 'loading' }
  | { name: 'asking'; question: Question; isAnswering: boolean }
  | { name: 'answered'; answer: Answer; redirectUrl: string }
  | { name: 'failed'; problem: AuthorizationProblem };

/** Loads a client's request and submits the user's answer, then redirects the browser to the client. */
export function useConsent(id: string, navigation: Pick<Location, 'assign'>) {
  const discovery = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const identity = useApi(identityApiRef);
  const [state, setState] = useState<ConsentState>({ name: 'loading' });
  const api = useMemo(
    () => createAuthorizationApi({ discovery, fetchApi }),
    [discovery, fetchApi],
  );

  const load = useCallback(async (): Promise<Question> => {
    const request = await api.get(id);
    const destination = toDestination(request.redirectUri);
    if (!destination) {
      throw new AuthorizationProblem('unsafe');
    }
    return {
      request,
      destination,
      authBaseUrl: await discovery.getBaseUrl('auth'),
      user: await identity.getBackstageIdentity(),
      profile: await identity.getProfileInfo(),
    };
  }, [api, discovery, id, identity]);

  const fail = useCallback((error: unknown) => {
    const problem =
      error instanceof AuthorizationProblem
        ? error
        : new AuthorizationProblem('rejected', String(error));
    setState({ name: 'failed', problem });
  }, []);

  useEffect(() => {
    let isCurrent = true;
    setState({ name: 'loading' });
    load().then(
      question =>
        isCurrent && setState({ name: 'asking', question, isAnswering: false }),
      error => isCurrent && fail(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [load, fail]);

  const answerWith = async (question: Question, answer: Answer) => {
    setState({ name: 'asking', question, isAnswering: true });
    try {
      const redirectUrl = await api.answer(id, answer);
      if (!isRedirectTo(redirectUrl, question.request.redirectUri)) {
        throw new AuthorizationProblem('unsafe');
      }
      setState({ name: 'answered', answer, redirectUrl });
      navigation.assign(redirectUrl);
    } catch (error) {
      fail(error);
    }
  };

  return { state, answerWith };
}
