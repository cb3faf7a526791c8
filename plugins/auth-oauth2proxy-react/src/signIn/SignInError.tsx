import { configApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Link from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { ReactNode, useState } from 'react';
import { CardPage, useCardStyles } from '../CardPage';
import {
  readProxyPrefix,
  signInOnPageAddress,
  signOutAndInAddress,
} from '../proxyPaths';
import { SignInDetails, SignInTimes } from './SignInDetails';
import { formatTime, toSignInProblem } from './signInProblem';
import { SignInAction, signInActions, signInTexts } from './signInTexts';
import { useRecovery } from './useRecovery';

/** Explains why the user can't sign in, and what to do. */
export function SignInError(props: {
  error?: Error;
  provider: string;
  logo?: ReactNode;
}) {
  const { error, provider, logo } = props;
  const classes = useCardStyles();
  const config = useApi(configApiRef);
  const supportUrl = config.getOptionalString('app.support.url');
  const [time] = useState(() => formatTime(new Date()));
  const problem = toSignInProblem(error);
  const text = signInTexts[problem.kind];
  const recovering = useRecovery(problem.kind, provider);

  return (
    <CardPage title={text.title} logo={logo}>
      <Typography gutterBottom>{text.why}</Typography>
      {problem.detail && (
        <Typography className={classes.notice}>{problem.detail}</Typography>
      )}
      {problem.times && <SignInTimes times={problem.times} device={time} />}
      <Typography gutterBottom>{text.advice}</Typography>
      {recovering && <Typography>This page retries automatically.</Typography>}
      <div className={classes.actions}>
        {text.actions.map((action, index) => (
          <Button
            key={action}
            variant={index === 0 ? 'contained' : 'outlined'}
            color={index === 0 ? 'primary' : 'default'}
            {...behaviourOf(action, readProxyPrefix(config))}
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
    </CardPage>
  );
}

function behaviourOf(action: SignInAction, proxyPrefix: string) {
  switch (action) {
    case 'try_again':
      return { onClick: () => window.location.reload() };
    case 'sign_in_again':
      return { href: signInOnPageAddress(proxyPrefix) };
    default:
      return { href: signOutAndInAddress(proxyPrefix) };
  }
}
