import { AppTheme } from '@backstage/core-plugin-api';
import {
  createUnifiedTheme,
  genPageTheme,
  palettes,
  UnifiedThemeProvider,
} from '@backstage/theme';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';
import { Colors, dark, light } from './colors';
import { headerPattern } from './headerPattern';

export const themes: AppTheme[] = [
  createAppTheme('light', 'Light', <LightIcon />, light),
  createAppTheme('dark', 'Dark', <DarkIcon />, dark),
];

function createAppTheme(
  variant: 'light' | 'dark',
  title: string,
  icon: AppTheme['icon'],
  colors: Colors,
): AppTheme {
  const theme = createUnifiedTheme({
    palette: createPalette(variant, colors),
    defaultPageTheme: 'home',
    pageTheme: createPageThemes(colors),
    fontFamily: 'system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
    components: {
      // Makes room for "Owned" and "Starred" in the narrowest filter column, at a window width of 1280 pixels.
      CatalogReactUserListPicker: {
        styleOverrides: {
          groupWrapper: { margin: '8px 4px 16px' },
          listIcon: { minWidth: 28 },
          menuItem: { paddingLeft: 8, paddingRight: 40 },
        },
      },
    },
  });
  return {
    id: variant,
    title,
    variant,
    icon,
    Provider: ({ children }) => (
      <UnifiedThemeProvider theme={theme}>{children}</UnifiedThemeProvider>
    ),
  };
}

function createPalette(variant: 'light' | 'dark', colors: Colors) {
  return {
    ...palettes[variant],
    primary: { main: colors.brand, contrastText: colors.onBrand },
    secondary: { main: colors.brand, contrastText: colors.onBrand },
    background: { default: colors.background, paper: colors.card },
    text: { primary: colors.text, secondary: colors.textSoft },
    divider: colors.line,
    border: colors.line,
    grey: { A100: colors.line },
    textContrast: colors.text,
    textSubtle: colors.textSoft,
    textVerySubtle: colors.textSoft,
    link: colors.brand,
    linkHover: colors.text,
    navigation: {
      background: colors.header,
      indicator: colors.headerAccent,
      color: colors.onHeader,
      selectedColor: colors.headerAccent,
      navItem: { hoverBackground: colors.headerGradientEnd },
      submenu: { background: colors.header },
    },
    tabbar: { indicator: colors.brand },
  };
}

/** All kinds of pages look the same. */
function createPageThemes({ header, headerGradientEnd, onHeader }: Colors) {
  const theme = genPageTheme({
    colors: [header, headerGradientEnd],
    shape: headerPattern,
    options: { fontColor: onHeader },
  });
  const kinds = [
    'home',
    'documentation',
    'tool',
    'service',
    'website',
    'library',
    'other',
    'app',
    'apis',
    'card',
  ];
  return Object.fromEntries(kinds.map(kind => [kind, theme]));
}
