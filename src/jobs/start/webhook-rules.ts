import { ScoringError } from '../../scoring/scoring-error.ts';

/** Refuses a webhook that is not https to a host that the app's operator has allowed. */
export function assertWebhookAllowed(webhook: string | undefined, hosts: readonly string[]): void {
  if (webhook === undefined) return;
  const url = URL.parse(webhook);
  if (url === null) throw refuse(webhook, 'it is no URL');
  if (url.protocol !== 'https:') throw refuse(webhook, `it is ${url.protocol.slice(0, -1)}, expected https`);
  if (url.username !== '' || url.password !== '') throw refuse(webhook, 'it holds credentials');
  if (!hosts.includes(url.host)) {
    const allowed =
      hosts.length === 0 ? 'none is allowed (setting WEBHOOK_HOSTS)' : `expected ${hosts.join(' or ')}`;
    throw refuse(webhook, `its host is ${url.host}, ${allowed}`);
  }
}

function refuse(webhook: string, reason: string): ScoringError {
  return new ScoringError('InvalidRequest', `Cannot call the webhook ${JSON.stringify(webhook)}: ${reason}`);
}
