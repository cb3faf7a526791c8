import { makeStyles, Theme } from '@material-ui/core/styles';
import { createPortal } from 'react-dom';
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

/**
 * Has to be there for a while before it says something, because screen readers announce only what changes in a region that they
 * know; and beside the page, because a dialog that is open hides the page from them.
 */
export function OfflineHint({ shown }: { shown: boolean }) {
  const classes = useStyles();
  return createPortal(
    <div role="status" data-react-aria-top-layer>
      {shown && <div className={classes.hint}>{OFFLINE}</div>}
    </div>,
    document.body,
  );
}
