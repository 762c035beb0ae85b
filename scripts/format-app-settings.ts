import { settingDefaults } from '../src/settings.ts';

/** A secret each, for services on a developer's machine: on Azure the addresses are set, and identities open. */
export const localSettings: readonly string[] = ['DataStorage', 'CosmosDB', 'ServiceBus'];

/** What Azure sets itself. */
export const platformSettings: readonly string[] = ['WEBSITE_SITE_NAME'];

/** What the templates know and settings.ts cannot: addresses, roles, and the one secret, which a key vault keeps. */
export const templateSettings: readonly string[] = [
  'SCORING_ROLE',
  'BLOB_TRIGGER_SOURCE',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'DataStorage__blobServiceUri',
  'CosmosDB__accountEndpoint',
  'ServiceBus__fullyQualifiedNamespace',
  'WEBHOOK_HOSTS',
  'WEBHOOK_SECRET',
];

/** The rest of the settings with their defaults, so that whoever looks at an app in the portal sees what can be set. */
export function formatAppSettings(): string {
  const elsewhere = new Set([...localSettings, ...platformSettings, ...templateSettings]);
  const rest = Object.entries(settingDefaults).filter(([name]) => !elsewhere.has(name));
  return `${JSON.stringify(Object.fromEntries(rest), undefined, 2)}\n`;
}
