import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseSettings } from '../src/settings.ts';

const connections = {
  DataStorage: 'UseDevelopmentStorage=true',
  CosmosDB: 'AccountEndpoint=http://127.0.0.1:8081/',
};

describe('parseSettings()', () => {
  test('gives defaults when only the connections are set', () => {
    expect(parseSettings(connections, '/app')).toEqual({
      role: 'all',
      defaultModel: undefined,
      modelsDirectory: '/app/models',
      models: { source: 'both', pollSeconds: 10 },
      blobTrigger: { source: 'LogsAndContainerScan', binding: 'reference' },
      sweep: { everyMinutes: 5, lookBackHours: 48 },
      webhooks: { hosts: [], secret: undefined },
      scoringThreads: undefined,
      maxBodyBytes: 16_777_216,
      maxRecords: 10_000,
      maxImagePixels: 25_000_000,
      maxQueuedRecords: 20_000,
      limits: {
        maxBodyBytes: 16_777_216,
        maxRecords: 10_000,
        maxCells: 10_000_000,
        maxJsonDepth: 64,
        maxTimeoutMs: 60_000,
      },
      errorDetail: 'full',
      slowRequestMs: 1000,
      applicationInsights: undefined,
      dataStorage: { connectionString: 'UseDevelopmentStorage=true' },
      cosmos: { connectionString: 'AccountEndpoint=http://127.0.0.1:8081/' },
      queryContainers: ['figures'],
      cosmosRequestUnits: undefined,
      predictionsTtlDays: undefined,
      readingsModel: 'temperature',
      serviceBus: undefined,
      upkeep: { standstillMinutes: 35, jobDays: undefined, jobStateDays: 7, historyDays: 3 },
    });
  });

  test('takes addresses where the app has an identity', () => {
    const settings = parseSettings(
      {
        DataStorage__blobServiceUri: 'https://account.blob.core.windows.net',
        CosmosDB__accountEndpoint: 'https://account.documents.azure.com:443/',
        ServiceBus__fullyQualifiedNamespace: 'space.servicebus.windows.net',
      },
      '/app',
    );
    expect(settings).toMatchObject({
      dataStorage: { endpoint: 'https://account.blob.core.windows.net' },
      cosmos: { endpoint: 'https://account.documents.azure.com:443/' },
      serviceBus: { endpoint: 'space.servicebus.windows.net' },
    });
  });

  test('takes what is set', () => {
    const settings = parseSettings(
      {
        ...connections,
        SCORING_ROLE: 'batch',
        DEFAULT_MODEL: 'churn',
        MODELS_DIR: '/models',
        BLOB_TRIGGER_SOURCE: 'EventGrid',
        BLOB_TRIGGER_BINDING: 'metadata',
        SCORING_THREADS: '3',
        MAX_BODY_BYTES: '1000',
        MAX_RECORDS: '5',
        MAX_IMAGE_PIXELS: '4000000',
        MAX_QUEUED_RECORDS: '500',
        WEBHOOK_HOSTS: 'a.example, b.example:8443',
        QUERY_CONTAINERS: 'orders, figures',
        COSMOS_RU_BUDGET: '4000',
        PREDICTIONS_TTL_DAYS: '90',
      },
      '/app',
    );
    expect(settings).toMatchObject({
      role: 'batch',
      defaultModel: 'churn',
      modelsDirectory: '/models',
      blobTrigger: { source: 'EventGrid', binding: 'metadata' },
      scoringThreads: 3,
      maxBodyBytes: 1000,
      maxRecords: 5,
      maxImagePixels: 4_000_000,
      maxQueuedRecords: 500,
      webhooks: { hosts: ['a.example', 'b.example:8443'], secret: undefined },
      queryContainers: ['orders', 'figures'],
      cosmosRequestUnits: 4000,
      predictionsTtlDays: 90,
    });
  });

  test('tells every problem at once when there are several', () => {
    const environment = {
      SCORING_ROLE: 'both',
      BLOB_TRIGGER_SOURCE: 'Polling',
      SCORING_THREADS: '0',
      MAX_BODY_BYTES: '16 MB',
      MAX_IMAGE_PIXELS: '25e6',
      MAX_QUEUED_RECORDS: '-1',
      CosmosDB__accountEndpoint: 'account',
      DataStorage: '',
    };
    expect(() => parseSettings(environment, '/app')).toThrow(
      new Error(
        'Cannot read the settings: SCORING_ROLE is "both", expected all or realtime or batch; ' +
          'BLOB_TRIGGER_SOURCE is "Polling", expected LogsAndContainerScan or EventGrid; ' +
          'SCORING_THREADS is "0", expected a whole number above 0; ' +
          'MAX_BODY_BYTES is "16 MB", expected a whole number above 0; ' +
          'MAX_IMAGE_PIXELS is "25e6", expected a whole number above 0; ' +
          'MAX_QUEUED_RECORDS is "-1", expected a whole number above 0; ' +
          'CosmosDB__accountEndpoint is "account", expected an http or https address; ' +
          'neither DataStorage nor DataStorage__blobServiceUri is set',
      ),
    );
  });

  test('takes where models come from, and how often changes are looked for', () => {
    const set = { MODELS_SOURCE: 'container', MODELS_POLL_SECONDS: '60' };
    expect(parseSettings({ ...connections, ...set }, '/app').models).toEqual({
      source: 'container',
      pollSeconds: 60,
    });
    const wrong = { MODELS_SOURCE: 'git', MODELS_POLL_SECONDS: '100000' };
    expect(() => parseSettings({ ...connections, ...wrong }, '/app')).toThrow(
      new Error(
        'Cannot read the settings: MODELS_SOURCE is "git", expected folder or container or both; ' +
          'MODELS_POLL_SECONDS is "100000", expected at most 86400',
      ),
    );
  });

  test('takes how long things are kept', () => {
    const kept = {
      WATCHDOG_STANDSTILL_MINUTES: '40',
      JOB_RETENTION_DAYS: '90',
      JOB_STATE_RETENTION_DAYS: '30',
      HISTORY_RETENTION_DAYS: '14',
    };
    expect(parseSettings({ ...connections, ...kept }, '/app').upkeep).toEqual({
      standstillMinutes: 40,
      jobDays: 90,
      jobStateDays: 30,
      historyDays: 14,
    });
    expect(() => parseSettings({ ...connections, JOB_RETENTION_DAYS: '-1' }, '/app')).toThrow(
      new Error('Cannot read the settings: JOB_RETENTION_DAYS is "-1", expected a whole number above 0'),
    );
  });

  test('takes the limits of requests', () => {
    const given = { MAX_CELLS: '7', MAX_JSON_DEPTH: '8', MAX_TIMEOUT_MS: '9', ERROR_DETAIL: 'names' };
    expect(parseSettings({ ...connections, ...given, SLOW_REQUEST_MS: '10' }, '/app')).toMatchObject({
      limits: { maxCells: 7, maxJsonDepth: 8, maxTimeoutMs: 9 },
      errorDetail: 'names',
      slowRequestMs: 10,
    });
  });

  test.each([
    ['MAX_CELLS', '1e6', 'expected a whole number above 0'],
    ['MAX_JSON_DEPTH', '0', 'expected a whole number above 0'],
    ['MAX_TIMEOUT_MS', '3000000000', 'expected at most 2147483647'],
    ['SLOW_REQUEST_MS', '-1', 'expected a whole number above 0'],
    ['ERROR_DETAIL', 'none', 'expected full or names or generic'],
  ])('refuses %s %j', (name, value, expected) => {
    expect(() => parseSettings({ ...connections, [name]: value }, '/app')).toThrow(
      new Error(`Cannot read the settings: ${name} is "${value}", ${expected}`),
    );
  });

  test.each([
    [undefined, false],
    ['Authorization=AAD', true],
    ['ClientId=c;Authorization=AAD', true],
  ])('traces to Application Insights, authenticated as %j says', (authentication, byIdentity) => {
    const connectionString = 'InstrumentationKey=00000000-0000-0000-0000-000000000001';
    const environment = {
      ...connections,
      APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: authentication,
      WEBSITE_SITE_NAME: 'shop',
    };
    expect(parseSettings(environment, '/app').applicationInsights).toEqual({
      connectionString,
      byIdentity,
      appName: 'shop',
    });
  });

  test('says what is missing when nothing is set', () => {
    expect(() => parseSettings({}, '/app')).toThrow(
      new Error(
        'Cannot read the settings: neither DataStorage nor DataStorage__blobServiceUri is set; ' +
          'neither CosmosDB nor CosmosDB__accountEndpoint is set',
      ),
    );
  });

  test('reads the sample that ships', () => {
    const sample: unknown = JSON.parse(
      readFileSync(new URL('../local.settings.sample.json', import.meta.url), 'utf8'),
    );
    const { Values } = z.object({ Values: z.record(z.string(), z.string()) }).parse(sample);
    expect(parseSettings(Values, '/app')).toMatchObject({
      role: 'all',
      defaultModel: 'churn',
      maxRecords: 10_000,
    });
  });
});
