import { configApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Link from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useEffect, useRef, useState } from 'react';
import { LogoFull } from '../branding';
import { SIGN_OUT } from './proxyPaths';
import { SignInProblem, toSignInProblem } from './signInProblem';
import { signInTexts } from './signInTexts';

const useStyles = makeStyles((theme: Theme) => ({
  page: {
    minHeight: '100vh',
    display: 'grid',
    placeItems: 'center',
    padding: theme.spacing(3),
    backgroundColor: theme.palette.background.default,
  },
  card: {
    width: '100%',
    maxWidth: 600,
    padding: theme.spacing(5),
    [theme.breakpoints.down('xs')]: { padding: theme.spacing(3) },
    borderRadius: 12,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.divider}`,
  },
  logo: {
    color: theme.palette.primary.main,
    marginBottom: theme.spacing(4),
  },
  title: { outline: 'none', marginBottom: theme.spacing(2) },
  detail: {
    margin: theme.spacing(2, 0),
    padding: theme.spacing(1, 2),
    borderLeft: `4px solid ${theme.palette.primary.main}`,
    overflowWrap: 'anywhere',
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    margin: theme.spacing(4, 0),
  },
  details: {
    marginTop: theme.spacing(4),
    paddingTop: theme.spacing(3),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  detailsText: {
    fontFamily: 'monospace',
    fontSize: 13,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: theme.spacing(1, 0),
  },
}));

/** Says why someone cannot sign in, and what to do. */
export function SignInError({ error }: { error?: Error }) {
  const classes = useStyles();
  const title = useRef<HTMLHeadingElement>(null);
  const problem = toSignInProblem(error);
  const text = signInTexts[problem.kind];

  useEffect(() => title.current?.focus(), []);

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <LogoFull className={classes.logo} />
        <Typography
          ref={title}
          tabIndex={-1}
          variant="h3"
          component="h1"
          className={classes.title}
        >
          {text.title}
        </Typography>
        <Typography>{text.why}</Typography>
        {problem.detail && (
          <Typography className={classes.detail}>{problem.detail}</Typography>
        )}
        <Typography>{text.advice}</Typography>
        <div className={classes.actions}>
          <Button
            variant="contained"
            color="primary"
            onClick={() => window.location.reload()}
          >
            {problem.kind === 'session_ended' ? 'Sign in again' : 'Try again'}
          </Button>
          <Button variant="outlined" href={SIGN_OUT}>
            Sign out and use another account
          </Button>
        </div>
        <SupportLink />
        <Details problem={problem} />
      </div>
    </main>
  );
}

function SupportLink() {
  const url = useApi(configApiRef).getOptionalString('app.support.url');
  return url ? (
    <Typography>
      <Link href={url} underline="always">
        Ask for help
      </Link>
    </Typography>
  ) : null;
}

function Details({ problem }: { problem: SignInProblem }) {
  const classes = useStyles();
  const [time] = useState(() => new Date().toISOString());
  const [copied, setCopied] = useState(false);
  const details = [
    `reason: ${problem.code}`,
    problem.status && `status: ${problem.status}`,
    problem.detail,
    `time: ${time}`,
    `address: ${window.location.origin}`,
  ]
    .filter(Boolean)
    .join('\n');

  const copy = async () => {
    await navigator.clipboard.writeText(details);
    setCopied(true);
  };

  return (
    <section className={classes.details} aria-labelledby="sign-in-details">
      <Typography id="sign-in-details" variant="subtitle2" component="h2">
        Details for the administrator
      </Typography>
      <pre className={classes.detailsText}>{details}</pre>
      {navigator.clipboard && (
        <Button size="small" variant="outlined" onClick={copy}>
          Copy details
        </Button>
      )}
      <span role="status">{copied && ' Copied'}</span>
    </section>
  );
}
