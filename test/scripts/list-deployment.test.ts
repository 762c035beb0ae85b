import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listDeployment, readDeployment } from '../../scripts/list-deployment.ts';

const root = path.join(import.meta.dirname, '../..');
const environment = {
  AZURE_RESOURCE_GROUP: 'rg',
  ONSCORE_PROFILE: 'warm',
  ONSCORE_REALTIME_APP: 'func-realtime',
  ONSCORE_BATCH_APP: 'func-batch',
  ONSCORE_HOST_STORAGE: 'sthost',
  ONSCORE_DATA_STORAGE: 'stdata',
  ONSCORE_EVENT_TOPIC: 'evgt',
};
const list = (profile: string) =>
  listDeployment(readDeployment({ ...environment, ONSCORE_PROFILE: profile })).map((words) =>
    words.join(' '),
  );

describe('listDeployment()', () => {
  test('gives Elastic Premium the package by its URL', () => {
    expect(list('warm')).toEqual([
      'npm run package',
      'az functionapp deployment source config-zip --resource-group rg --name func-batch --src package.zip',
      'az storage blob upload --auth-mode login --overwrite --account-name sthost --container-name app-package --name onscore.zip --file package.zip',
      'az functionapp restart --resource-group rg --name func-realtime',
      'az deployment group create --name event-subscription --resource-group rg --template-file infra/event-subscription.bicep --parameters topicName=evgt batchAppName=func-batch dataStorageName=stdata',
    ]);
  });

  test.each(['frugal', 'zero'])('deploys the same package to both apps of profile %s', (profile) => {
    expect(list(profile).slice(1, 3)).toEqual([
      'az functionapp deployment source config-zip --resource-group rg --name func-batch --src package.zip',
      'az functionapp deployment source config-zip --resource-group rg --name func-realtime --src package.zip',
    ]);
  });
});

describe('readDeployment()', () => {
  test('tells all that is missing', () => {
    expect(() =>
      readDeployment({ ...environment, ONSCORE_PROFILE: 'hot', ONSCORE_BATCH_APP: undefined }),
    ).toThrow(
      'Cannot deploy: ONSCORE_PROFILE, ONSCORE_BATCH_APP missing or wrong in the environment; run it by azd, or provision first',
    );
  });

  test('reads what the templates put out', async () => {
    const template = await readFile(path.join(root, 'infra/main.bicep'), 'utf8');
    for (const name of Object.keys(environment)) expect(template).toContain(`output ${name} string`);
  });
});

describe('azure.yaml', () => {
  test('provisions the templates and deploys after it', async () => {
    expect(parse(await readFile(path.join(root, 'azure.yaml'), 'utf8'))).toMatchObject({
      infra: { provider: 'bicep', path: 'infra', module: 'main' },
      workflows: { up: { steps: [{ azd: 'provision' }] } },
      hooks: { postprovision: { run: 'node scripts/deploy.ts' } },
    });
  });
});
