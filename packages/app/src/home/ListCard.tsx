import {
  InfoCard,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemSecondaryAction from '@material-ui/core/ListItemSecondaryAction';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import { ComponentProps, ReactNode } from 'react';
import useAsync from 'react-use/esm/useAsync';

interface ListCardProps {
  title: string;
  deepLink?: ComponentProps<typeof InfoCard>['deepLink'];
  /** Loads the items. Memoize it. */
  load: () => Promise<
    {
      key?: string;
      primary: ReactNode;
      secondary?: string;
      action?: ReactNode;
    }[]
  >;
  /** Shown if there are no items. */
  empty: string;
}

/** A card that loads a list. */
export function ListCard({ title, deepLink, load, empty }: ListCardProps) {
  const { value: items, loading, error } = useAsync(load, [load]);
  return (
    <InfoCard title={title} deepLink={deepLink}>
      {loading && <Progress />}
      {error && <ResponseErrorPanel error={error} />}
      {items?.length === 0 && <Typography>{empty}</Typography>}
      {items && items.length > 0 && (
        <List disablePadding aria-label={title}>
          {items.map(({ key, primary, secondary, action }) => (
            <ListItem key={key} disableGutters>
              <ListItemText primary={primary} secondary={secondary} />
              {action && (
                <ListItemSecondaryAction>{action}</ListItemSecondaryAction>
              )}
            </ListItem>
          ))}
        </List>
      )}
    </InfoCard>
  );
}
