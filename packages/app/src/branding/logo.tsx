import { configApiRef, useApi } from '@backstage/core-plugin-api';

const SIZE = 28;

/** The symbol alone, for narrow spaces, in the colour of the surrounding text. */
export function LogoIcon() {
  return (
    <svg
      width={SIZE}
      height={SIZE}
      viewBox="4 7 24 21"
      fill="currentColor"
      aria-hidden="true"
    >
      <path d="M6 26V9h3v3h3V9h3v3h2V9h3v3h3V9h3v17h-6v-6a4 4 0 0 0-8 0v6z" />
    </svg>
  );
}

/** The symbol and the portal's name. */
export function LogoFull({ className }: { className?: string }) {
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <span
      className={className}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 12 }}
    >
      <LogoIcon />
      <span style={{ fontSize: 20, fontWeight: 700 }}>{title}</span>
    </span>
  );
}
