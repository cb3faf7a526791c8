import { quote } from './refusals';

describe('quote', () => {
  it.each([
    ['Zoë Ünicode/1', '"Zoë Ünicode/1"'],
    [undefined, 'nothing'],
    [['a', 7], '["a",7]'],
  ])('shows %p', (value, text) => {
    expect(quote(value)).toBe(text);
  });

  it('replaces line breaks, control characters and bidirectional overrides', () => {
    expect(quote('a\nb\u001b[31mc\u0085d\u2028e\u2029f\u202eg')).toBe(
      '"a\\nb\\u001b[31mc?d?e?f?g"',
    );
  });

  it('limits the length without splitting a character', () => {
    expect(quote(`${'x'.repeat(78)}😀`)).toBe(`"${'x'.repeat(78)}?…`);
    expect(quote('y'.repeat(100_000)).length).toBeLessThan(100);
  });
});
