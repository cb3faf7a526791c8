import { makeStyles, Theme } from '@material-ui/core/styles';
import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { signInOnPageAddress } from '../proxyPaths';
import { Session } from './Session';
import { SessionDialog } from './SessionDialog';
import { Observable } from './SessionStore';
import { OFFLINE, SessionAction, sessionText } from './sessionTexts';
import { signInInPopup } from './signInInPopup';

const useStyles = makeStyles((theme: Theme) => ({
  offline: {
    position: 'fixed',
    zIndex: theme.zIndex.snackbar,
    bottom: theme.spacing(2),
    // Stay above the navigation bar on narrow screens.
    [theme.breakpoints.down('xs')]: { bottom: theme.spacing(9) },
    left: theme.spacing(2),
    right: theme.spacing(2),
    width: 'fit-content',
    margin: '0 auto',
    padding: theme.spacing(1.5, 3),
    borderRadius: 8,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.text.secondary}`,
    boxShadow: theme.shadows[4],
  },
}));

/** Tells the user when this page's session needs attention. */
export function SessionNotices(props: {
  current: Observable<Session | undefined>;
}) {
  const { subscribe, get } = props.current;
  const session = useSyncExternalStore(subscribe, get);
  return session ? <Notices session={session} /> : null;
}

function Notices({ session }: { session: Session }) {
  const { store, options } = session;
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  const text = sessionText(state);
  const actions: Record<SessionAction, () => void> = {
    sign_in_in_popup: () => signInInPopup(session),
    sign_in_on_page: () =>
      window.location.replace(signInOnPageAddress(options.proxyPrefix)),
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

/**
 * Render it before it is shown, because screen readers only announce changes in a region that already exists. It is
 * outside the page, because an open dialog hides the page from screen readers.
 */
function OfflineHint({ shown }: { shown: boolean }) {
  const classes = useStyles();
  return createPortal(
    <div role="status" data-react-aria-top-layer>
      {shown && <div className={classes.offline}>{OFFLINE}</div>}
    </div>,
    document.body,
  );
}
