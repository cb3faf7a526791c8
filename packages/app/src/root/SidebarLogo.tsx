import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { LogoFull, LogoIcon } from '../branding';

const useStyles = makeStyles((theme: Theme) => ({
  link: {
    display: 'flex',
    alignItems: 'center',
    height: 3 * sidebarConfig.logoHeight,
    paddingLeft: (sidebarConfig.drawerWidthClosed - 28) / 2,
    color: theme.palette.navigation.selectedColor,
  },
}));

export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <Link
      to="/"
      underline="none"
      className={useStyles().link}
      aria-label={title}
    >
      {isOpen ? <LogoFull /> : <LogoIcon />}
    </Link>
  );
}
