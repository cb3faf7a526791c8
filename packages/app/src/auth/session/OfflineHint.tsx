import { makeStyles, Theme } from '@material-ui/core/styles';
import { OFFLINE } from './sessionTexts';

const useStyles = makeStyles((theme: Theme) => ({
  hint: {
    position: 'fixed',
    zIndex: theme.zIndex.snackbar,
    bottom: theme.spacing(2),
    left: '50%',
    transform: 'translateX(-50%)',
    maxWidth: 'calc(100vw - 32px)',
    padding: theme.spacing(1.5, 3),
    borderRadius: 8,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.text.secondary}`,
    boxShadow: theme.shadows[4],
  },
}));

/** Always there, because screen readers announce only what changes in a region that they know. */
export function OfflineHint({ shown }: { shown: boolean }) {
  const classes = useStyles();
  return (
    <div role="status">
      {shown && <div className={classes.hint}>{OFFLINE}</div>}
    </div>
  );
}
