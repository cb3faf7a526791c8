import { configApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Link from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { ReactNode, useEffect, useRef, useState } from 'react';
import { signInHereAddress, SIGN_OUT_AND_IN } from '../proxyPaths';
import { SignInDetails, SignInTimes } from './SignInDetails';
import { formatTime, toSignInProblem } from './signInProblem';
import { SignInAction, signInActions, signInTexts } from './signInTexts';
import { useRecovery } from './useRecovery';

const useStyles = makeStyles((theme: Theme) => ({
  page: {
    minHeight: '100vh',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 600px)',
    placeContent: 'center',
    padding: theme.spacing(3),
    backgroundColor: theme.palette.background.default,
  },
  card: {
    padding: theme.spacing(5),
    [theme.breakpoints.down('xs')]: { padding: theme.spacing(3) },
    borderRadius: 12,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.divider}`,
  },
  logo: {
    display: 'flex',
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
}));

/** Explains why the user can't sign in, and what to do. */
export function SignInError(props: {
  error?: Error;
  provider: string;
  logo?: ReactNode;
}) {
  const { error, provider, logo } = props;
  const classes = useStyles();
  const title = useRef<HTMLHeadingElement>(null);
  const supportUrl = useApi(configApiRef).getOptionalString('app.support.url');
  const [time] = useState(() => formatTime(new Date()));
  const problem = toSignInProblem(error);
  const text = signInTexts[problem.kind];
  const recovering = useRecovery(problem.kind, provider);

  useEffect(() => title.current?.focus(), []);

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        {logo && <div className={classes.logo}>{logo}</div>}
        <Typography
          ref={title}
          tabIndex={-1}
          variant="h3"
          component="h1"
          className={classes.title}
        >
          {text.title}
        </Typography>
        <Typography gutterBottom>{text.why}</Typography>
        {problem.detail && (
          <Typography className={classes.detail}>{problem.detail}</Typography>
        )}
        {problem.times && <SignInTimes times={problem.times} device={time} />}
        <Typography gutterBottom>{text.advice}</Typography>
        {recovering && (
          <Typography>This page retries automatically.</Typography>
        )}
        <div className={classes.actions}>
          {text.actions.map((action, index) => (
            <Button
              key={action}
              variant={index === 0 ? 'contained' : 'outlined'}
              color={index === 0 ? 'primary' : 'default'}
              {...behaviourOf(action)}
            >
              {signInActions[action]}
            </Button>
          ))}
        </div>
        {supportUrl && (
          <Typography>
            <Link href={supportUrl} underline="always">
              Ask for help
            </Link>
          </Typography>
        )}
        <SignInDetails problem={problem} time={time} />
      </div>
    </main>
  );
}

function behaviourOf(action: SignInAction) {
  switch (action) {
    case 'try_again':
      return { onClick: () => window.location.reload() };
    case 'sign_in_again':
      return { href: signInHereAddress() };
    default:
      return { href: SIGN_OUT_AND_IN };
  }
}
