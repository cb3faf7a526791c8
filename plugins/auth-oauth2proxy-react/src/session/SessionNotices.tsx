import { useSyncExternalStore } from 'react';
import { CurrentSession } from './CurrentSession';
import { OfflineHint } from './OfflineHint';
import { Session } from './Session';
import { SessionDialog } from './SessionDialog';
import { SessionAction, sessionText } from './sessionTexts';
import { signInInPopup, signInOnPage } from './signInAgain';

/** Tells the user when the session of this page needs attention. */
export function SessionNotices({ current }: { current: CurrentSession }) {
  const session = useSyncExternalStore(current.subscribe, current.get);
  return session ? <Notices session={session} /> : null;
}

function Notices({ session }: { session: Session }) {
  const { store } = session;
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  const text = sessionText(state);
  const actions: Record<SessionAction, () => void> = {
    sign_in_in_popup: () => signInInPopup(session),
    sign_in_on_page: () => signInOnPage(window.location),
    reload: () => window.location.reload(),
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
