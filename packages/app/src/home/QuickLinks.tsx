import { InfoCard, Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemIcon from '@material-ui/core/ListItemIcon';
import ListItemText from '@material-ui/core/ListItemText';
import CreateIcon from '@material-ui/icons/AddCircleOutline';
import CatalogIcon from '@material-ui/icons/Category';
import ApiIcon from '@material-ui/icons/Extension';
import DocsIcon from '@material-ui/icons/LibraryBooks';

const links = [
  { to: '/catalog', text: 'Browse the catalog', Icon: CatalogIcon },
  { to: '/create', text: 'Create something new', Icon: CreateIcon },
  { to: '/api-docs', text: 'Look up an API', Icon: ApiIcon },
  { to: '/docs', text: 'Read the documentation', Icon: DocsIcon },
];

export function QuickLinks() {
  return (
    <InfoCard title="Quick links">
      <List disablePadding>
        {links.map(({ to, text, Icon }) => (
          <ListItem key={to} disableGutters>
            <ListItemIcon>
              <Icon />
            </ListItemIcon>
            <ListItemText primary={<Link to={to}>{text}</Link>} />
          </ListItem>
        ))}
      </List>
    </InfoCard>
  );
}
