import { z } from 'zod';

const schema = z.object({
  AZURE_RESOURCE_GROUP: z.string(),
  ONSCORE_PROFILE: z.enum(['warm', 'frugal', 'zero']),
  ONSCORE_REALTIME_APP: z.string(),
  ONSCORE_BATCH_APP: z.string(),
  ONSCORE_HOST_STORAGE: z.string(),
  ONSCORE_DATA_STORAGE: z.string(),
  ONSCORE_EVENT_TOPIC: z.string(),
});

export type Deployment = z.infer<typeof schema>;
export type Command = readonly [string, ...string[]];

/** The outputs of the templates, as azd gives them to what it runs. */
export function readDeployment(environment: Readonly<Record<string, string | undefined>>): Deployment {
  const { data, error } = schema.safeParse(environment);
  if (data !== undefined) return data;
  const names = error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(
    `Cannot deploy: ${names} missing or wrong in the environment; run it by azd, or provision first`,
  );
}

const packageFile = 'package.zip';

/** What deploys, in order. No command holds a key: az signs in as whoever runs it, and the template reads the webhook's key itself. */
export function listDeployment(deployment: Deployment): readonly Command[] {
  const { AZURE_RESOURCE_GROUP: group } = deployment;
  const onFlex = (app: string): Command => [
    ...(['az', 'functionapp', 'deployment', 'source', 'config-zip'] as const),
    ...['--resource-group', group, '--name', app, '--src', packageFile],
  ];
  return [
    ['npm', 'run', 'package'],
    onFlex(deployment.ONSCORE_BATCH_APP),
    ...(deployment.ONSCORE_PROFILE === 'warm'
      ? onPremium(deployment)
      : [onFlex(deployment.ONSCORE_REALTIME_APP)]),
    subscribe(deployment),
  ];
}

/** Elastic Premium runs from the package's URL: a new one is taken at a start. */
function onPremium(deployment: Deployment): readonly Command[] {
  const { AZURE_RESOURCE_GROUP: group, ONSCORE_REALTIME_APP: app } = deployment;
  return [
    [
      ...(['az', 'storage', 'blob', 'upload', '--auth-mode', 'login', '--overwrite'] as const),
      ...['--account-name', deployment.ONSCORE_HOST_STORAGE, '--container-name', 'app-package'],
      ...['--name', 'onscore.zip', '--file', packageFile],
    ],
    ['az', 'functionapp', 'restart', '--resource-group', group, '--name', app],
  ];
}

function subscribe(deployment: Deployment): Command {
  return [
    ...(['az', 'deployment', 'group', 'create', '--name', 'event-subscription'] as const),
    ...['--resource-group', deployment.AZURE_RESOURCE_GROUP],
    ...['--template-file', 'infra/event-subscription.bicep', '--parameters'],
    `topicName=${deployment.ONSCORE_EVENT_TOPIC}`,
    `batchAppName=${deployment.ONSCORE_BATCH_APP}`,
    `dataStorageName=${deployment.ONSCORE_DATA_STORAGE}`,
  ];
}
