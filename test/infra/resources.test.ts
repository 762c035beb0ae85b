import { beforeAll, describe, expect, test } from '@jest/globals';
import { resources as local } from '../../local/resources.ts';
import { fullEnvironment } from './support/environment.ts';
import { predictResources, type Resource } from './support/snapshot.ts';

let resources: readonly Resource[] = [];
const ofType = (type: string) => resources.filter((resource) => resource.type === type);
const lastName = ({ name }: Resource): string => name.slice(name.lastIndexOf('/') + 1);

beforeAll(async () => {
  resources = await predictResources({
    ...fullEnvironment,
    profile: 'warm',
    stage: 'prod',
    cosmosThroughput: 'autoscale',
  });
}, 300_000);

describe("the templates, beside what the app has on a developer's machine", () => {
  test('create the same blob containers, and one for events that were not delivered', () => {
    const data = ofType('Microsoft.Storage/storageAccounts/blobServices/containers')
      .filter(({ name }) => name.startsWith('stdata'))
      .map(lastName);
    expect(data.toSorted()).toEqual([...local.blobContainers, 'dead-letter'].toSorted());
  });

  test('create the same database containers, partitioned, indexed and expiring alike', () => {
    const wanted = local.databaseContainers.map((container) => ({
      id: container.id,
      paths: [...container.partitionKeyPaths],
      indexed: 'indexedPaths' in container ? [...container.indexedPaths] : ['/*'],
      expires: 'expires' in container,
    }));
    const created = ofType('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers').map(
      ({ properties }) => properties.resource as CosmosContainer,
    );
    expect(
      created.map(({ id, partitionKey, indexingPolicy, defaultTtl }) => ({
        id,
        paths: partitionKey.paths,
        indexed: indexingPolicy.includedPaths.map(({ path }) => path),
        expires: defaultTtl === -1,
      })),
    ).toEqual(wanted);
    expect(created.map(({ partitionKey }) => partitionKey.kind)).toEqual([
      'Hash',
      'MultiHash',
      'Hash',
      'Hash',
    ]);
  });

  test('create the same queues, with their sessions, deliveries and windows', () => {
    const created = ofType('Microsoft.ServiceBus/namespaces/queues').map((queue) => ({
      name: lastName(queue),
      requiresSession: queue.properties.requiresSession,
      requiresDuplicateDetection: queue.properties.requiresDuplicateDetection,
      maxDeliveryCount: queue.properties.maxDeliveryCount,
    }));
    expect(created.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
      local.serviceBus.queues
        .map((queue) => ({
          name: queue.name,
          requiresSession: 'requiresSession' in queue,
          requiresDuplicateDetection: 'duplicateDetectionMs' in queue,
          maxDeliveryCount: 'maxDeliveryCount' in queue ? queue.maxDeliveryCount : 10,
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    );
    expect(ofType('Microsoft.ServiceBus/namespaces/topics').map(lastName)).toEqual(['job-events']);
    expect(ofType('Microsoft.ServiceBus/namespaces/topics/subscriptions').map(lastName)).toEqual(['all']);
  });
});

describe('the templates', () => {
  test("keep production's data from being deleted with its group", () => {
    const locks = ofType('Microsoft.Authorization/locks');
    expect(locks.map(({ properties }) => properties.level)).toEqual(['CanNotDelete', 'CanNotDelete']);
  });

  test('keep real time warm where the profile says so', () => {
    const app = ofType('Microsoft.Web/sites').find(({ name }) => name.startsWith('func-realtime-'));
    expect(app?.properties.siteConfig).toMatchObject({
      minimumElasticInstanceCount: 2,
      preWarmedInstanceCount: 1,
      healthCheckPath: '/v2/health/ready',
    });
  });

  test('tell somebody of dead letters, failed jobs, slow and refused requests, throttles and the budget', () => {
    const alerts = [
      ...ofType('Microsoft.Insights/metricAlerts'),
      ...ofType('Microsoft.Insights/scheduledQueryRules'),
    ].map(({ name }) => name.replace(/^alert-(.*)-[a-z0-9]+$/, '$1'));
    expect(alerts.toSorted()).toEqual([
      'database-throttles',
      'dead-letters',
      'failed-jobs',
      'failed-requests',
      'refused-requests',
      'slow-requests',
      'undelivered-events',
    ]);
    expect(ofType('Microsoft.Consumption/budgets')).toHaveLength(1);
  });
});

interface CosmosContainer {
  readonly id: string;
  readonly partitionKey: { readonly paths: readonly string[]; readonly kind: string };
  readonly indexingPolicy: { readonly includedPaths: readonly { readonly path: string }[] };
  readonly defaultTtl?: number;
}
