/** How much white the battlements add to the header. With more, its text would be hard to read. */
export const PATTERN_OPACITY = 0.07;

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="120">
  <defs>
    <pattern id="wall" width="56" height="120" patternUnits="userSpaceOnUse">
      <path d="M0 120V96h28V80h28v40z" fill="#fff" fill-opacity="${PATTERN_OPACITY}"/>
    </pattern>
  </defs>
  <rect width="1440" height="120" fill="url(#wall)"/>
</svg>`;

/** Battlements along the lower edge of page headers, as a CSS image. */
export const headerPattern = `url("data:image/svg+xml,${encodeURIComponent(
  svg,
)}")`;
