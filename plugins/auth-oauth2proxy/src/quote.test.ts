import { quote } from './quote';

describe('quote', () => {
  it.each([
    ['Zoë Ünicode/1', '"Zoë Ünicode/1"'],
    [undefined, 'nothing'],
    [['a', 7], '["a",7]'],
  ])('shows %p', (value, text) => {
    expect(quote(value)).toBe(text);
  });

  it('shows no line breaks, control characters or changes of direction', () => {
    expect(quote('a\nb\u001b[31mc\u0085d\u2028e\u2029f\u202eg')).toBe(
      '"a\\nb\\u001b[31mc?d?e?f?g"',
    );
  });

  it('is never long, and cuts no character in half', () => {
    expect(quote(`${'x'.repeat(78)}😀`)).toBe(`"${'x'.repeat(78)}?…`);
    expect(quote('y'.repeat(100_000)).length).toBeLessThan(100);
  });
});
