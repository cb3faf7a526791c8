import { InfoCard, ResponseErrorPanel } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useEffect, useRef } from 'react';
import { NamedSession, useClientSessions } from './useClientSessions';

const useStyles = makeStyles((theme: Theme) => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  session: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(3),
    padding: theme.spacing(2, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
  },
  client: { flex: 1, minWidth: 0 },
  clientId: { fontFamily: 'monospace', fontSize: 13 },
  status: { outline: 'none', '&:not(:empty)': { marginTop: theme.spacing(2) } },
}));

/** Lists the clients that stay signed in as a user, with a button to revoke each. */
export default function ClientSessions({
  userEntityRef,
}: {
  userEntityRef?: string;
}) {
  const classes = useStyles();
  const { sessions, error, revocation, revoke } =
    useClientSessions(userEntityRef);
  const status = useRef<HTMLParagraphElement>(null);
  const revoked = revocation.value;

  // The focused button is gone.
  useEffect(() => {
    if (revoked) {
      status.current?.focus();
    }
  }, [revoked]);

  if (sessions === null || (!sessions && !error)) {
    return null;
  }
  const user = userEntityRef ? 'this user' : 'you';
  return (
    <InfoCard
      title="Command line and AI clients"
      titleTypographyProps={{ component: 'h2' }}
    >
      {error && <ResponseErrorPanel error={error} />}
      {sessions?.length === 0 && (
        <Typography>No program is signed in as {user}.</Typography>
      )}
      {sessions && sessions.length > 0 && (
        <>
          <Typography gutterBottom>
            These programs stay signed in as {user}. A revoked program loses
            access when its current token expires.
          </Typography>
          <ul className={classes.list}>
            {sessions.map(session => (
              <SessionItem
                key={session.id}
                session={session}
                disabled={revocation.loading}
                onRevoke={() => revoke(session)}
              />
            ))}
          </ul>
        </>
      )}
      {revocation.error && <ResponseErrorPanel error={revocation.error} />}
      <Typography
        ref={status}
        role="status"
        tabIndex={-1}
        className={classes.status}
      >
        {revoked && `${revoked.title} has been revoked.`}
      </Typography>
    </InfoCard>
  );
}

function SessionItem(props: {
  session: NamedSession;
  disabled: boolean;
  onRevoke: () => void;
}) {
  const { session, disabled, onRevoke } = props;
  const classes = useStyles();
  const toLocal = (time: string) => new Date(time).toLocaleString();
  return (
    <li className={classes.session}>
      <div className={classes.client}>
        <Typography variant="subtitle1" component="h3">
          {session.title}
        </Typography>
        {session.title !== session.clientId && (
          <div className={classes.clientId}>{session.clientId}</div>
        )}
        <Typography variant="body2">
          Authorized {toLocal(session.createdAt)}
          <br />
          Last used {toLocal(session.lastUsedAt)}
        </Typography>
      </div>
      <Button
        variant="outlined"
        disabled={disabled}
        aria-label={`Revoke ${session.title}`}
        onClick={onRevoke}
      >
        Revoke
      </Button>
    </li>
  );
}
