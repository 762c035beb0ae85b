import { describe, expect, test } from '@jest/globals';
import { toBindingFields } from '../../../local/functions-host/binding-fields.ts';

describe('toBindingFields()', () => {
  test('gives scalars as .NET prints them, objects as JSON, and no lists', () => {
    expect(toBindingFields('{"a":1,"b":true,"c":null,"d":{"e":[1]},"f":[1]}')).toEqual({
      a: { string: '1' },
      b: { string: 'True' },
      c: { string: '' },
      d: { json: '{"e":[1]}' },
    });
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['a nest without end', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
  ])('gives nothing of %s', (_name, text) => {
    expect(toBindingFields(text)).toEqual({});
  });
});
