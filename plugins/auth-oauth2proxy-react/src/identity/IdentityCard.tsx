import {
  InfoCard,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { ReactNode, useSyncExternalStore } from 'react';
import { CopyDetails } from '../CopyDetails';
import { Session } from '../session/Session';
import { Observable } from '../session/SessionStore';
import { describeSource } from './entitySource';
import { GroupRow, groupsNote, toGroupRows } from './groupRows';
import { describeTimeLeft } from './times';
import { useIdentity, UserIdentity } from './useIdentity';

const useStyles = makeStyles((theme: Theme) => ({
  rows: {
    display: 'grid',
    gridTemplateColumns: 'minmax(8rem, max-content) 1fr',
    gap: theme.spacing(2, 3),
    margin: 0,
    overflowWrap: 'anywhere',
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: '1fr',
      rowGap: 0,
      '& dd': { marginBottom: theme.spacing(2) },
    },
    '& dt': { fontWeight: theme.typography.fontWeightBold },
    '& dd': { marginLeft: 0 },
    '& ul': { margin: 0, padding: 0, listStyle: 'none' },
    '& li + li': { marginTop: theme.spacing(1) },
  },
  code: { fontFamily: 'monospace', fontSize: 13 },
  copy: { marginTop: theme.spacing(2) },
}));

/** Shows users which entity and groups they have in this portal, and where these come from. */
export default function IdentityCard(props: {
  current: Observable<Session | undefined>;
}) {
  const { subscribe, get } = props.current;
  const session = useSyncExternalStore(subscribe, get);
  return (
    <section aria-label="Identity">
      <InfoCard title="Identity" titleTypographyProps={{ component: 'h2' }}>
        {session && <Content session={session} />}
      </InfoCard>
    </section>
  );
}

function Content({ session }: { session: Session }) {
  const { identity, error, tokenExpiry, now } = useIdentity(session);
  if (error) {
    return (
      <ResponseErrorPanel title="Can't load your identity" error={error} />
    );
  }
  if (!identity) {
    return <Progress />;
  }
  return <Details identity={identity} tokenExpiry={tokenExpiry} now={now} />;
}

function Details(props: {
  identity: UserIdentity;
  tokenExpiry?: number;
  now: number;
}) {
  const { identity, tokenExpiry, now } = props;
  const { user, entities, account, idTokenExpiry } = identity;
  const classes = useStyles();
  const { used, ignored } = toGroupRows(
    account,
    user.ownershipEntityRefs,
    ref => entities.has(ref),
  );
  const note = groupsNote(account);

  return (
    <>
      <dl className={classes.rows}>
        <Row label="User">
          <Ref entityRef={user.userEntityRef} entities={entities} />
          <Reason>{describeSource(entities.get(user.userEntityRef))}</Reason>
        </Row>
        <Row label="Groups">
          {note && <div>{note}</div>}
          {used.length > 0 && <Groups rows={used} entities={entities} />}
          {!note && used.length === 0 && <div>None</div>}
        </Row>
        {ignored.length > 0 && (
          <Row label="Ignored groups">
            <Groups rows={ignored} entities={entities} />
          </Row>
        )}
        <Row label="Portal token">
          {tokenExpiry && <Expiry time={tokenExpiry} now={now} />}
        </Row>
        {idTokenExpiry && (
          <Row label="ID token">
            <Expiry time={idTokenExpiry} now={now} />
          </Row>
        )}
        <Row label="Session">
          Your tokens are renewed automatically while your session at the
          sign-in proxy lasts. The portal can't see when that session ends.
        </Row>
        {account ? (
          <>
            <Row label="Identity provider">
              <span className={classes.code}>{account.issuer}</span>
            </Row>
            <Row label="Account ID">
              <span className={classes.code}>{account.subject}</span>
            </Row>
          </>
        ) : (
          <Row label="Account">
            This portal's backend doesn't report which account you used to sign
            in.
          </Row>
        )}
      </dl>
      {account && (
        <div className={classes.copy}>
          <CopyDetails
            text={[
              `user: ${user.userEntityRef}`,
              `issuer: ${account.issuer}`,
              `subject: ${account.subject}`,
            ].join('\n')}
          />
        </div>
      )}
    </>
  );
}

function Row(props: { label: string; children: ReactNode }) {
  return (
    <div style={{ display: 'contents' }}>
      <Typography component="dt" variant="body2">
        {props.label}
      </Typography>
      <Typography component="dd" variant="body2">
        {props.children}
      </Typography>
    </div>
  );
}

function Reason({ children }: { children: ReactNode }) {
  return (
    <Typography variant="body2" color="textSecondary">
      {children}
    </Typography>
  );
}

type Entities = UserIdentity['entities'];

function Groups(props: { rows: GroupRow[]; entities: Entities }) {
  return (
    <ul>
      {props.rows.map(({ name, reason }) => (
        <li key={name}>
          <Ref entityRef={name} entities={props.entities} />
          {reason && <Reason>{reason}</Reason>}
        </li>
      ))}
    </ul>
  );
}

/** Links to the entity if it has a page. */
function Ref(props: { entityRef: string; entities: Entities }) {
  const { entityRef, entities } = props;
  return entities.has(entityRef) ? (
    <EntityRefLink entityRef={entityRef} />
  ) : (
    <>{entityRef}</>
  );
}

function Expiry({ time, now }: { time: number; now: number }) {
  const date = new Date(time);
  const text = date.toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return (
    <time dateTime={date.toISOString()}>
      Expires {describeTimeLeft(time, now)} ({text})
    </time>
  );
}
