import { configApiRef, useApi } from '@backstage/core-plugin-api';
import Link from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { ReactNode, useEffect, useRef, useState } from 'react';
import { SignInActions } from './SignInActions';
import { SignInDetails } from './SignInDetails';
import { SignInTimes } from './SignInTimes';
import { toSignInProblem } from './signInProblem';
import { formatTime } from './tokenTimes';
import { signInTexts } from './signInTexts';
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
}));

interface SignInErrorProps {
  error?: Error;
  provider: string;
  logo?: ReactNode;
}

/** Explains why the user can't sign in, and what to do. */
export function SignInError({ error, provider, logo }: SignInErrorProps) {
  const classes = useStyles();
  const title = useRef<HTMLHeadingElement>(null);
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
        <SignInActions actions={text.actions} />
        <SupportLink />
        <SignInDetails problem={problem} time={time} />
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
