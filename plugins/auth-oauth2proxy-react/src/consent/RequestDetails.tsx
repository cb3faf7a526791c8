import { makeStyles, Theme } from '@material-ui/core/styles';
import { Client, toAbilities } from './authorizationRequest';
import { Question } from './useConsent';

const useStyles = makeStyles((theme: Theme) => ({
  details: {
    ...theme.typography.body1,
    margin: theme.spacing(3, 0),
    overflowWrap: 'anywhere',
    '& dt': { ...theme.typography.subtitle2 },
    '& dd': { margin: theme.spacing(0, 0, 1.5) },
    '& ul': { margin: 0, paddingLeft: theme.spacing(2.5) },
  },
  clientId: { fontFamily: 'monospace', fontSize: 13 },
}));

const ORIGINS = {
  portal: "This portal's own command line",
  configured: 'Set up for this portal by its administrators',
  website: 'Not verified',
};

/** Shows the program, the user, the permissions and the destination. */
export function RequestDetails(props: { question: Question; client: Client }) {
  const { question, client } = props;
  const { request, destination, user, profile } = question;
  const classes = useStyles();
  return (
    <dl className={classes.details}>
      <dt>Program</dt>
      <dd>
        {/* The name may be in a script that reads from right to left. */}
        <bdi>{client.name}</bdi> ({ORIGINS[client.kind]})
        <div className={classes.clientId}>{request.clientId}</div>
      </dd>
      <dt>Signs in as</dt>
      <dd>
        <bdi>{profile.displayName ?? user.userEntityRef}</bdi> (
        {user.userEntityRef})
      </dd>
      <dt>It will be able to</dt>
      <dd>
        <ul>
          {toAbilities(request).map(ability => (
            <li key={ability}>{ability}</li>
          ))}
        </ul>
      </dd>
      <dt>Sends you to</dt>
      <dd>{destination}</dd>
    </dl>
  );
}
