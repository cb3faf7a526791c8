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
 * Render it before it is shown, because screen readers announce only changes in a region that they know. It is outside
 * the page, because an open dialog hides the page from screen readers.
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
