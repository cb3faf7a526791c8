import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { ReactNode, useEffect, useRef } from 'react';

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
  title: {
    outline: 'none',
    marginBottom: theme.spacing(2),
    overflowWrap: 'anywhere',
  },
}));

export const useCardStyles = makeStyles((theme: Theme) => ({
  notice: {
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
    '&:last-child': { marginBottom: 0 },
  },
}));

/** A page with a single card. Focuses the heading at first and whenever it changes. */
export function CardPage(props: {
  title: string;
  logo?: ReactNode;
  children: ReactNode;
}) {
  const { title, logo, children } = props;
  const classes = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), [title]);

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        {logo && <div className={classes.logo}>{logo}</div>}
        <Typography
          ref={heading}
          tabIndex={-1}
          variant="h3"
          component="h1"
          className={classes.title}
        >
          {title}
        </Typography>
        {children}
      </div>
    </main>
  );
}
