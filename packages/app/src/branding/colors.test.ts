import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Colors, dark, light } from './colors';
import { PATTERN_OPACITY } from './headerPattern';

const themes = { light, dark };
const modes = ['light', 'dark'] as const;

/** The contrast that WCAG 2.2 AA requires for text (1.4.3). */
const TEXT = 4.5;
/** The contrast that WCAG 2.2 AA requires for marks such as the focus ring (1.4.11). */
const MARK = 3;

describe.each(modes)('colours of the %s theme', mode => {
  const colors = themes[mode];

  it.each<[keyof Colors, keyof Colors]>([
    ['text', 'background'],
    ['text', 'card'],
    ['textSoft', 'background'],
    ['textSoft', 'card'],
    ['brand', 'background'],
    ['brand', 'card'],
    ['onBrand', 'brand'],
    ['onHeader', 'header'],
    ['onHeader', 'headerGradientEnd'],
    ['headerAccent', 'header'],
  ])('%s is readable on %s', (foreground, background) => {
    expect(
      contrast(colors[foreground], colors[background]),
    ).toBeGreaterThanOrEqual(TEXT);
  });

  it('keeps the header readable where its pattern makes it lighter', () => {
    expect(
      contrast(
        colors.onHeader,
        whitened(colors.headerGradientEnd, PATTERN_OPACITY),
      ),
    ).toBeGreaterThanOrEqual(TEXT);
  });

  it('marks the selected sidebar item visibly, hovered or not', () => {
    expect(
      contrast(colors.headerAccent, colors.headerGradientEnd),
    ).toBeGreaterThanOrEqual(MARK);
  });
});

describe.each(modes)('branding.css in %s mode', mode => {
  const colors = themes[mode];
  const variables = readVariables(mode);

  it.each<[string, keyof Colors]>([
    ['bg-app', 'background'],
    ['bg-neutral-1', 'card'],
    ['fg-primary', 'text'],
    ['fg-secondary', 'textSoft'],
    ['border-1', 'line'],
    ['bg-solid', 'brand'],
    ['fg-solid', 'onBrand'],
    ['accent-bg', 'brand'],
    ['accent-fg', 'onBrand'],
    ['ring', 'brand'],
  ])('--bui-%s is the colour %s', (variable, color) => {
    expect(variables.get(variable)).toBe(colors[color]);
  });

  it.each([
    ['fg-solid', 'bg-solid-hover'],
    ['fg-solid', 'bg-solid-pressed'],
    ['accent-fg', 'accent-bg-hover'],
  ])('--bui-%s is readable on --bui-%s', (foreground, background) => {
    expect(
      contrast(variables.get(foreground)!, variables.get(background)!),
    ).toBeGreaterThanOrEqual(TEXT);
  });

  it('keeps text readable on every neutral surface', () => {
    const surfaces = [...variables].filter(([name]) =>
      /neutral-\d$/.test(name),
    );
    for (const [, surface] of surfaces) {
      expect(contrast(colors.text, surface)).toBeGreaterThanOrEqual(TEXT);
      expect(contrast(colors.textSoft, surface)).toBeGreaterThanOrEqual(TEXT);
    }
  });
});

/** The variables that branding.css sets for one mode, without `--bui-`. */
function readVariables(mode: string): Map<string, string> {
  const css = readFileSync(join(__dirname, 'branding.css'), 'utf8');
  const [, block] = css.split(`[data-theme-mode='${mode}']`);
  const declarations = block
    .slice(0, block.indexOf('}'))
    .matchAll(/--bui-([\w-]+): (#[0-9a-f]{6});/g);
  return new Map(Array.from(declarations, ([, name, value]) => [name, value]));
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort(
    (a, b) => a - b,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map(channel => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [1, 3, 5].map(start => parseInt(color.slice(start, start + 2), 16));
}

function whitened(color: string, opacity: number): string {
  const mixed = channels(color).map(channel =>
    Math.round(channel + (255 - channel) * opacity)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}
