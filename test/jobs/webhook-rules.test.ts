import { describe, expect, test } from '@jest/globals';
import { assertWebhookAllowed } from '../../src/jobs/start/webhook-rules.ts';

describe('assertWebhookAllowed()', () => {
  test('takes none, and https to an allowed host', () => {
    assertWebhookAllowed(undefined, []);
    assertWebhookAllowed('https://hooks.example.com/job?x=1', ['hooks.example.com']);
  });

  test.each([
    ['nonsense', 'Cannot call the webhook "nonsense": it is no URL'],
    [
      'http://hooks.example.com/',
      'Cannot call the webhook "http://hooks.example.com/": it is http, expected https',
    ],
    [
      'https://a:b@hooks.example.com/',
      'Cannot call the webhook "https://a:b@hooks.example.com/": it holds credentials',
    ],
    [
      'https://169.254.169.254/metadata',
      'Cannot call the webhook "https://169.254.169.254/metadata": its host is 169.254.169.254, expected hooks.example.com',
    ],
    [
      'https://hooks.example.com:8443/',
      'Cannot call the webhook "https://hooks.example.com:8443/": its host is hooks.example.com:8443, expected hooks.example.com',
    ],
  ])('refuses %s', (webhook, message) => {
    expect(() => assertWebhookAllowed(webhook, ['hooks.example.com'])).toThrow(message);
  });

  test('says where none is allowed', () => {
    expect(() => assertWebhookAllowed('https://a.example/', [])).toThrow(
      'its host is a.example, none is allowed (setting WEBHOOK_HOSTS)',
    );
  });
});
