import {
  Link,
  Sidebar,
  sidebarConfig,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarPage,
  SidebarScrollWrapper,
  SidebarSpace,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
// part: notifications
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
// end part
import { SidebarSearchModal } from '@backstage/plugin-search';
import {
  Settings,
  UserSettingsSignInAvatar,
} from '@backstage/plugin-user-settings';
import { makeStyles, Theme } from '@material-ui/core/styles';
import CreateIcon from '@material-ui/icons/AddCircleOutline';
import CatalogIcon from '@material-ui/icons/Category';
import ApiIcon from '@material-ui/icons/Extension';
import HomeIcon from '@material-ui/icons/Home';
import DocsIcon from '@material-ui/icons/LibraryBooks';
import MenuIcon from '@material-ui/icons/Menu';
// part: notifications
import NotificationsIcon from '@material-ui/icons/NotificationsNone';
// end part
import SearchIcon from '@material-ui/icons/Search';
import { PropsWithChildren } from 'react';
import { LogoFull, LogoIcon } from '../branding/logo';
import { MyGroups } from './MyGroups';

const useStyles = makeStyles((theme: Theme) => ({
  logo: {
    display: 'flex',
    alignItems: 'center',
    height: 3 * sidebarConfig.logoHeight,
    paddingLeft: (sidebarConfig.drawerWidthClosed - 28) / 2,
    color: theme.palette.navigation.selectedColor,
  },
}));

export function Root({ children }: PropsWithChildren<{}>) {
  return (
    <SidebarPage>
      <Sidebar>
        <SidebarLogo />
        <SidebarGroup label="Search" icon={<SearchIcon />} to="/search">
          <SidebarSearchModal />
        </SidebarGroup>
        <SidebarDivider />
        <SidebarGroup label="Menu" icon={<MenuIcon />}>
          <SidebarItem icon={HomeIcon} to="/" text="Home" />
          <SidebarItem icon={CatalogIcon} to="catalog" text="Catalog" />
          <MyGroups />
          <SidebarItem icon={ApiIcon} to="api-docs" text="APIs" />
          <SidebarItem icon={DocsIcon} to="docs" text="Docs" />
          <SidebarItem icon={CreateIcon} to="create" text="Create" />
          <SidebarScrollWrapper />
        </SidebarGroup>
        <SidebarSpace />
        {/* part: notifications */}
        <SidebarDivider />
        <SidebarGroup
          label="Notifications"
          icon={<NotificationsIcon />}
          to="/notifications"
        >
          <NotificationsSidebarItem />
        </SidebarGroup>
        {/* end part */}
        <SidebarDivider />
        <SidebarGroup
          label="Settings"
          icon={<UserSettingsSignInAvatar />}
          to="/settings"
        >
          <Settings />
        </SidebarGroup>
      </Sidebar>
      {children}
    </SidebarPage>
  );
}

function SidebarLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <Link to="/" underline="none" className={classes.logo} aria-label={title}>
      {isOpen ? <LogoFull /> : <LogoIcon />}
    </Link>
  );
}
