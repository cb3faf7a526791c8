export { LogoFull, LogoIcon } from './logo';
export { themes } from './themes';
