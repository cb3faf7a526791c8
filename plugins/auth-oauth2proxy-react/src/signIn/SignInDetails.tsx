import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { CopyDetails } from '../CopyDetails';
import { SignInProblem, TokenTimes } from './signInProblem';

const useStyles = makeStyles((theme: Theme) => ({
  times: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    gap: theme.spacing(0.5, 3),
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'auto',
      '& dd': { marginBottom: theme.spacing(1) },
    },
    margin: theme.spacing(2, 0),
    padding: theme.spacing(1, 2),
    borderLeft: `4px solid ${theme.palette.primary.main}`,
    '& dd': { marginLeft: 0 },
  },
  details: {
    marginTop: theme.spacing(4),
    paddingTop: theme.spacing(3),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  text: {
    fontFamily: 'monospace',
    fontSize: 13,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: theme.spacing(1, 0),
  },
}));

/** Lists the times next to each other, so that a wrong clock stands out. */
export function SignInTimes(props: { times: TokenTimes; device: string }) {
  const { times, device } = props;
  const classes = useStyles();
  const rows = [
    ['Time on the server', times.server],
    ['Time on this device', device],
    ['Sign-in issued', times.iat],
    ['Sign-in valid from', times.nbf],
    ['Sign-in expires', times.exp],
  ];
  return (
    <dl className={classes.times}>
      {rows
        .filter(([, time]) => time)
        .map(([label, time]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{time}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The details that an administrator needs to find the cause, with a button to copy them. */
export function SignInDetails(props: { problem: SignInProblem; time: string }) {
  const classes = useStyles();
  const details = describe(props.problem, props.time);

  return (
    <section className={classes.details} aria-labelledby="sign-in-details">
      <Typography id="sign-in-details" variant="subtitle2" component="h2">
        Details for the administrator
      </Typography>
      <pre className={classes.text}>{details}</pre>
      <CopyDetails text={details} />
    </section>
  );
}

function describe(problem: SignInProblem, time: string): string {
  const lines = Object.entries({
    reason: problem.code,
    status: problem.status,
    message: problem.detail,
    ...problem.times,
    time,
    address: window.location.origin,
  });
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
