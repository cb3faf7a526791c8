import { readClaim } from './claims';

describe('readClaim', () => {
  it.each([
    ['sub', { sub: 'b2f1' }, 'b2f1'],
    ['a.b.c', { a: { b: { c: 1 } } }, 1],
    ['a.b.c', { 'a.b': { c: 1 } }, 1],
    ['a.b.c', { a: { 'b.c': 1 } }, 1],
    ['a.b.c', { 'a.b.c': 1, 'a.b': { c: 2 }, a: { b: { c: 3 } } }, 1],
    ['a.b.c', { 'a.b': { c: 1 }, a: { b: { c: 2 } } }, 1],
    ['a.b.c', { 'a.b': {}, a: { b: { c: 1 } } }, 1],
    ['a.b', { a: { b: null } }, null],
    ['https://a.example/b', { 'https://a.example/b': 1 }, 1],
    ['__proto__.b', JSON.parse('{"__proto__":{"b":1}}'), 1],
  ])('reads %s of %j', (path, claims, value) => {
    expect(readClaim(claims, path)).toBe(value);
  });

  it.each([
    ['a.b', { a: 'text' }],
    ['a.length', { a: 'text' }],
    ['a.0', { a: ['text'] }],
    ['a.b', { a: null }],
    ['a.', { a: { b: 1 } }],
    ['.a', { a: 1 }],
    ['constructor', {}],
    ['constructor.name', {}],
    ['__proto__', {}],
    ['a.toString', { a: {} }],
  ])('finds nothing under %s in %j', (path, claims) => {
    expect(readClaim(claims, path)).toBeUndefined();
  });
});
