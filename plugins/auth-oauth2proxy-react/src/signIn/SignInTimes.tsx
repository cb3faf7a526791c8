import { makeStyles, Theme } from '@material-ui/core/styles';
import { TokenTimes } from './tokenTimes';

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
}));

/** Lists the clocks next to each other, so that the wrong one stands out. */
export function SignInTimes({
  times,
  device,
}: {
  times: TokenTimes;
  device: string;
}) {
  const classes = useStyles();
  const rows = [
    ['Time on the server', times.server],
    ['Time on this device', device],
    ['Sign-in issued', times.iat],
    ['Sign-in begins', times.nbf],
    ['Sign-in ends', times.exp],
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
