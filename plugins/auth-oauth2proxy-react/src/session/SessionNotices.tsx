import { useSyncExternalStore } from 'react';
import { currentSession } from './CurrentSession';
import { OfflineHint } from './OfflineHint';
import { Session } from './Session';
import { SessionDialog } from './SessionDialog';
import { SessionAction, sessionText } from './sessionTexts';
import { signInBeside, signInHere } from './signInAgain';

/** Says what became of the session of this page, when there is something to say. */
export function SessionNotices() {
  const session = currentSession();
  return session ? <Notices session={session} /> : null;
}

function Notices({ session }: { session: Session }) {
  const { store } = session;
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  const text = sessionText(state);
  const actions: Record<SessionAction, () => void> = {
    sign_in_beside: () => signInBeside(session),
    sign_in_here: () => signInHere(window.location),
    load_anew: () => window.location.reload(),
    sign_out: () => session.signOut(),
  };
  return (
    <>
      {(state.name === 'interrupted' || state.name === 'offline') && (
        <OfflineHint shown={state.name === 'offline'} />
      )}
      {text && (
        <SessionDialog
          key={state.name}
          text={text}
          hidesPage={state.name === 'signed_out'}
          onAction={action => actions[action]()}
        />
      )}
    </>
  );
}
