import { notFound } from './cosmos-error.ts';
import type { GatewayReply, GatewayRequest } from './gateway-request.ts';
import { answerItemRequest } from './item-requests.ts';
import type { ItemRequestDeps } from './item-requests.ts';
import { answerContainerRequest, answerDatabaseRequest, openContainer } from './resource-requests.ts';
import { feedReply } from './resource-reply.ts';
import { unsupported } from './unsupported.ts';

/** Answers one request of the Cosmos DB REST API; throws a CosmosError for what the service would refuse. */
export function answerRequest(deps: ItemRequestDeps, request: GatewayRequest): GatewayReply {
  const { segments } = request;
  const [databases, database, containers, container, kind] = segments;
  if (databases === undefined) return accountReply(request);
  if (databases === 'offers') return feedReply('Offers', []);
  if (databases !== 'dbs') throw unsupported(request);
  if (segments.length <= 2) return answerDatabaseRequest(deps.store, request, database);
  if (database === undefined || containers !== 'colls') throw unsupported(request);
  if (deps.store.resources.findDatabase(database) === undefined)
    throw notFound(`Resource Not Found: database "${database}"`);
  if (segments.length <= 4) return answerContainerRequest(deps.store, request, { database, id: container });
  const opened = openContainer(deps.store, database, container ?? '');
  if (kind === 'pkranges') return feedReply('PartitionKeyRanges', [onlyPartition], { etag: '"0"' });
  if (kind !== 'docs') throw unsupported(request);
  return answerItemRequest(deps, opened, request);
}

/** All data lies in one physical partition. */
const onlyPartition = JSON.stringify({
  id: '0',
  minInclusive: '',
  maxExclusive: 'FF',
  status: 'online',
  parents: [],
  _rid: 'AAAAAA==',
  _etag: '"0"',
});

/** The account names itself by the address it was asked at, and is not called "localhost", which the client would rewrite. */
function accountReply(request: GatewayRequest): GatewayReply {
  const locations = [{ name: 'Local', databaseAccountEndpoint: `http://${request.header('host') ?? ''}/` }];
  const account = {
    id: 'onscore-local',
    _rid: 'onscore-local',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
  };
  return { status: 200, body: JSON.stringify(account) };
}
