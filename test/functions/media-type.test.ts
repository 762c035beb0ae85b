import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { chooseMediaType, parseContentType } from '../../src/functions/http/media-type.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';

const request = (headers: Record<string, string>) =>
  new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/', headers });

describe('parseContentType()', () => {
  test.each([
    'text/csv',
    'Text/CSV; charset=UTF-8',
    'text/csv;charset="utf-8";header=present',
    'text/csv; charset=ISO-8859-1',
    'text/csv; charset=utf-16',
  ])('reads %s', (header) => {
    expect(parseContentType(request({ 'content-type': header }), ['application/json', 'text/csv'])).toBe(
      'text/csv',
    );
  });

  test.each([
    [
      { 'content-type': 'application/xml' },
      'its content type is "application/xml", expected application/json or text/csv',
    ],
    [{}, 'its content type is "", expected application/json or text/csv'],
    [
      { 'content-type': 'text/csv; charset=koi8-r' },
      'its charset is "koi8-r", expected utf-8, utf-16 or windows-1252',
    ],
    [{ 'content-type': 'application/json; charset=latin1' }, 'its charset is "latin1", expected utf-8'],
  ])('refuses %j', (headers, reason) => {
    const read = () => parseContentType(request({ ...headers }), ['application/json', 'text/csv']);
    expect(read).toThrow(new ScoringError('UnsupportedMediaType', `Cannot read the request: ${reason}`));
  });
});

describe('chooseMediaType()', () => {
  test.each([
    [{}, 'application/json'],
    [{ accept: '*/*' }, 'application/json'],
    [{ accept: 'text/csv' }, 'text/csv'],
    [{ accept: 'text/*' }, 'text/csv'],
    [{ accept: 'text/csv;q=0.5, application/json;q=0.4' }, 'text/csv'],
    [{ accept: 'text/csv;q=0.5, */*' }, 'application/json'],
    [{ accept: 'image/png' }, 'application/json'],
  ])('takes what is liked best when the request has %j', (headers, type) => {
    expect(chooseMediaType(request({ ...headers }), ['application/json', 'text/csv'])).toBe(type);
  });
});
