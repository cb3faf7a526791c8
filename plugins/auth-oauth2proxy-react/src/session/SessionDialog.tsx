import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { SessionAction, SessionText } from './sessionTexts';

const useStyles = makeStyles((theme: Theme) => ({
  dialog: {
    boxSizing: 'border-box',
    width: 'calc(100% - 32px)',
    maxWidth: 540,
    padding: theme.spacing(4),
    borderRadius: 12,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.divider}`,
    '&::backdrop': { backgroundColor: 'rgba(0, 0, 0, 0.6)' },
  },
  hidesPage: {
    '&::backdrop': { backgroundColor: theme.palette.background.default },
  },
  title: { marginBottom: theme.spacing(2) },
  text: { marginBottom: theme.spacing(1.5), overflowWrap: 'anywhere' },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    marginTop: theme.spacing(3),
  },
  action: {
    '&:focus-visible': {
      outline: `3px solid ${theme.palette.primary.main}`,
      outlineOffset: 2,
    },
  },
}));

/**
 * A dialog that can't be dismissed. It uses the browser's dialog element, which appears above everything, including the
 * page's other dialogs, and traps the focus.
 */
export function SessionDialog(props: {
  text: SessionText;
  /** Whether the page behind the dialog is hidden. */
  hidesPage: boolean;
  onAction: (action: SessionAction) => void;
}) {
  const { text, hidesPage, onAction } = props;
  const classes = useStyles();
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    // Moves the focus to the first button.
    element?.showModal();
    // Closing returns the focus to where it was.
    return () => element?.close();
  }, []);

  return createPortal(
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby="session-title"
      aria-describedby="session-text"
      className={`${classes.dialog} ${hidesPage ? classes.hidesPage : ''}`}
      // Otherwise an open Backstage UI dialog hides this one from screen readers.
      data-react-aria-top-layer
      onCancel={event => event.preventDefault()}
      onKeyDown={keepOpenOnEscape}
    >
      <Typography
        id="session-title"
        variant="h4"
        component="h2"
        className={classes.title}
      >
        {text.title}
      </Typography>
      <div id="session-text">
        {text.text.map(paragraph => (
          <Typography key={paragraph} className={classes.text}>
            {paragraph}
          </Typography>
        ))}
      </div>
      <div className={classes.actions}>
        {text.actions.map(({ label, action }, index) => (
          <Button
            key={action}
            variant={index === 0 ? 'contained' : 'outlined'}
            color="primary"
            disableFocusRipple
            className={classes.action}
            onClick={() => onAction(action)}
          >
            {label}
          </Button>
        ))}
      </div>
    </dialog>,
    document.body,
  );
}

/** When Escape is pressed twice, browsers close a dialog without a cancel event. */
function keepOpenOnEscape(event: KeyboardEvent) {
  if (event.key === 'Escape') {
    event.preventDefault();
  }
}
