import {
  InfoCard,
  Link,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { visitsApiRef } from '@backstage/plugin-home';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import useAsync from 'react-use/esm/useAsync';

const SHOWN = 6;

/** Where the person was last. The list of plugin-home puts its items outside a list, which screen readers trip over. */
export function RecentlyVisited() {
  const visitsApi = useApi(visitsApiRef);
  const {
    value: visits,
    loading,
    error,
  } = useAsync(
    () =>
      visitsApi.list({
        limit: SHOWN,
        orderBy: [{ field: 'timestamp', direction: 'desc' }],
        filterBy: [{ field: 'pathname', operator: '!=', value: '/' }],
      }),
    [visitsApi],
  );
  return (
    <InfoCard title="Recently visited">
      {loading && <Progress />}
      {error && <ResponseErrorPanel error={error} />}
      {visits?.length === 0 && (
        <Typography>The pages that you open will be listed here.</Typography>
      )}
      {visits && visits.length > 0 && (
        <List disablePadding aria-label="Recently visited">
          {visits.map(({ id, name, pathname }) => (
            <ListItem key={id} disableGutters>
              <ListItemText primary={<Link to={pathname}>{name}</Link>} />
            </ListItem>
          ))}
        </List>
      )}
    </InfoCard>
  );
}
