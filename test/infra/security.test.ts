import { beforeAll, describe, expect, test } from '@jest/globals';
import { localSettings, platformSettings } from '../../scripts/format-app-settings.ts';
import { settingNames } from '../../src/settings.ts';
import { fullEnvironment } from './support/environment.ts';
import { predictResources, type Resource } from './support/snapshot.ts';

const ofType = (resources: readonly Resource[], type: string) =>
  resources.filter((resource) => resource.type === type);

const withDiagnostics = [
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Storage/storageAccounts/queueServices',
  'Microsoft.Storage/storageAccounts/tableServices',
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.EventGrid/systemTopics',
  'Microsoft.KeyVault/vaults',
  'Microsoft.Web/sites',
];

/** Settings that Flex Consumption refuses or ignores: what they said is in functionAppConfig. */
const notOnFlex = [
  'FUNCTIONS_EXTENSION_VERSION',
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_WORKER_PROCESS_COUNT',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_CONTENTSHARE',
  'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING',
];

describe.each(['warm', 'frugal', 'zero'])('what profile %s creates', (profile) => {
  let resources: readonly Resource[] = [];
  const settingsOf = (app: string): Record<string, unknown> =>
    ofType(resources, 'Microsoft.Web/sites/config').find(
      ({ name }) => name.startsWith(`func-${app}-`) && name.endsWith('/appsettings'),
    )?.properties ?? {};

  beforeAll(async () => {
    resources = await predictResources({ ...fullEnvironment, profile });
  }, 300_000);

  test.each(['realtime', 'batch'])('gives the app %s every setting that settings.ts knows', (app) => {
    const expected = settingNames.filter(
      (name) => ![...localSettings, ...platformSettings, 'WEBHOOK_SECRET'].includes(name),
    );
    const settings = settingsOf(app);
    expect(Object.keys(settings)).toEqual(expect.arrayContaining(expected));
    expect(settings).toMatchObject({
      SCORING_ROLE: app,
      DEFAULT_MODEL: 'churn',
      BLOB_TRIGGER_SOURCE: 'EventGrid',
      AzureWebJobsDisableHomepage: 'true',
      MAX_RECORDS: '10000',
    });
  });

  test.each(['realtime', 'batch'])('gives the app %s no key and no connection string', (app) => {
    const settings = settingsOf(app);
    const secrets = [...localSettings, 'AzureWebJobsStorage', 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'];
    expect(Object.keys(settings).filter((name) => secrets.includes(name))).toEqual([]);
    expect(JSON.stringify(settings)).not.toMatch(/AccountKey|SharedAccess|listKeys|sig=|not-in-any-setting/i);
    const secret = Object.entries(settings).filter(([name]) => /secret|password|key$/i.test(name));
    for (const [, value] of secret) expect(value).toMatch(/^@Microsoft\.KeyVault\(/);
  });

  test('opens storage to identities only, over TLS 1.2, and to nobody without one', () => {
    const accounts = ofType(resources, 'Microsoft.Storage/storageAccounts');
    expect(accounts).toHaveLength(2);
    for (const { properties } of accounts) {
      expect(properties).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        supportsHttpsTrafficOnly: true,
        minimumTlsVersion: 'TLS1_2',
      });
    }
  });

  test('opens the database, the bus and the traces to identities only', () => {
    const [cosmos] = ofType(resources, 'Microsoft.DocumentDB/databaseAccounts');
    expect(cosmos?.properties).toMatchObject({ disableLocalAuth: true, minimalTlsVersion: 'Tls12' });
    const [bus] = ofType(resources, 'Microsoft.ServiceBus/namespaces');
    expect(bus?.properties).toMatchObject({ disableLocalAuth: true, minimumTlsVersion: '1.2' });
    const [traces] = ofType(resources, 'Microsoft.Insights/components');
    expect(traces?.properties).toMatchObject({ DisableLocalAuth: true });
  });

  test('lets apps be reached over TLS 1.2 and deployed to without passwords', () => {
    const apps = ofType(resources, 'Microsoft.Web/sites');
    expect(apps.map(({ name }) => name.split('-')[1]).toSorted()).toEqual(['batch', 'realtime']);
    for (const { properties } of apps) {
      expect(properties).toMatchObject({
        httpsOnly: true,
        siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' },
      });
    }
    const policies = ofType(resources, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(policies).toHaveLength(4);
    for (const { properties } of policies) expect(properties).toEqual({ allow: false });
  });

  test('gives each data plane to apps by role, and no role over a resource group', () => {
    const roles = [
      ...ofType(resources, 'Microsoft.Authorization/roleAssignments'),
      ...ofType(resources, 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments'),
    ];
    const scopes = roles.map(({ id }) => id.replace(/^.*?\/resourceGroups\/[^/]+/, ''));
    for (const type of ['Storage', 'DocumentDB', 'ServiceBus', 'KeyVault', 'Insights'])
      expect(scopes.filter((scope) => scope.startsWith(`/providers/Microsoft.${type}/`))).not.toEqual([]);
    expect(scopes.filter((scope) => scope.startsWith('/providers/Microsoft.Authorization'))).toEqual([]);
    const ids = roles.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has diagnostics of all that can tell something', () => {
    const told = ofType(resources, 'Microsoft.Insights/diagnosticSettings').map(({ id }) =>
      id.slice(0, id.lastIndexOf('/providers/Microsoft.Insights/')),
    );
    const silent = resources
      .filter(({ type }) => withDiagnostics.includes(type))
      .filter(({ id }) => !told.includes(id))
      .map(({ id }) => id);
    expect(silent).toEqual([]);
  });

  test('gives apps on Flex Consumption none of the settings that it does not take', () => {
    const flex = ofType(resources, 'Microsoft.Web/sites').filter(
      ({ properties }) => properties.functionAppConfig !== undefined,
    );
    expect(flex).toHaveLength({ warm: 1 }[profile] ?? 2);
    for (const { name } of flex) {
      const names = Object.keys(settingsOf(name.split('-')[1] ?? ''));
      expect(names.filter((setting) => notOnFlex.includes(setting))).toEqual([]);
    }
  });

  test('tags what is billed', () => {
    const billed = resources.filter(({ type }) =>
      /(storageAccounts|sites|serverfarms|namespaces|databaseAccounts|workspaces)$/.test(type),
    );
    for (const resource of billed)
      expect(resource.tags).toMatchObject({ product: 'onscore', stage: 'dev', profile });
  });
});
