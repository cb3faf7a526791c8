import Button from '@material-ui/core/Button';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useState } from 'react';

const useStyles = makeStyles((theme: Theme) => ({
  button: {
    '&:focus-visible': {
      outline: `3px solid ${theme.palette.primary.main}`,
      outlineOffset: 2,
    },
  },
}));

/** A button that copies text and announces whether that succeeded. */
export function CopyDetails({ text }: { text: string }) {
  const classes = useStyles();
  const [announcement, setAnnouncement] = useState('');

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setAnnouncement('Copied'),
      () =>
        setAnnouncement(
          "Your browser doesn't allow copying. Select the text instead.",
        ),
    );

  return (
    <>
      {navigator.clipboard && (
        <Button
          size="small"
          variant="outlined"
          disableFocusRipple
          className={classes.button}
          onClick={copy}
        >
          Copy details
        </Button>
      )}
      <span role="status"> {announcement}</span>
    </>
  );
}
