import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
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
  return (
    <Link
      to="/"
      underline="none"
      className={useStyles().link}
      aria-label="Home page"
    >
      {isOpen ? <LogoFull /> : <LogoIcon />}
    </Link>
  );
}
