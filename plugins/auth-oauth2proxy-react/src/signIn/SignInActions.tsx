import Button, { ButtonProps } from '@material-ui/core/Button';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { signInAddress, SIGN_OUT_AND_IN } from '../proxyPaths';
import { SignInAction } from './signInTexts';

const useStyles = makeStyles((theme: Theme) => ({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    margin: theme.spacing(4, 0),
  },
}));

/** The buttons of the page. The first is the recommended one. */
export function SignInActions({ actions }: { actions: SignInAction[] }) {
  const classes = useStyles();
  return (
    <div className={classes.actions}>
      {actions.map((action, index) => (
        <SignInButton
          key={action}
          action={action}
          {...(index === 0
            ? { variant: 'contained', color: 'primary' }
            : { variant: 'outlined' })}
        />
      ))}
    </div>
  );
}

function SignInButton({
  action,
  ...props
}: { action: SignInAction } & Pick<ButtonProps, 'variant' | 'color'>) {
  const { pathname, search, hash } = window.location;
  switch (action) {
    case 'sign_in_again':
      return (
        <Button {...props} href={signInAddress(pathname + search + hash)}>
          Sign in again
        </Button>
      );
    case 'sign_out_and_in':
      return (
        <Button {...props} href={SIGN_OUT_AND_IN}>
          Sign out and in again
        </Button>
      );
    case 'use_another_account':
      return (
        <Button {...props} href={SIGN_OUT_AND_IN}>
          Sign out and use another account
        </Button>
      );
    default:
      return (
        <Button {...props} onClick={() => window.location.reload()}>
          Try again
        </Button>
      );
  }
}
