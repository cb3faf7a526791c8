import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { visitsApiRef } from '@backstage/plugin-home';
import { useCallback } from 'react';
import { ListCard } from './ListCard';

const SHOWN = 6;

/** Lists the most recently visited pages. plugin-home's own card has list items outside a list, which confuses screen readers. */
export function RecentlyVisited() {
  const visitsApi = useApi(visitsApiRef);
  const load = useCallback(async () => {
    const visits = await visitsApi.list({
      limit: SHOWN,
      orderBy: [{ field: 'timestamp', direction: 'desc' }],
      filterBy: [{ field: 'pathname', operator: '!=', value: '/' }],
    });
    return visits.map(({ id, name, pathname }) => ({
      key: id,
      primary: <Link to={pathname}>{name}</Link>,
    }));
  }, [visitsApi]);
  return (
    <ListCard
      title="Recently visited"
      load={load}
      empty="Pages that you visit will appear here."
    />
  );
}
