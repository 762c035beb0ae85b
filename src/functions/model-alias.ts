import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import type { AliasTarget } from '../scoring/repository/model-alias.ts';
import type { ModelRepository } from '../scoring/repository/model-repository.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { readAdminBody } from './http/admin-body.ts';
import { toErrorBody } from './http/error-response.ts';
import { registerRoute } from './http/http-route.ts';
import { parseForce } from './v2/v2-repository.ts';

export type AliasDependencies = Pick<ModelRepository, 'find' | 'moveAlias' | 'revisionOf'>;

const body = z.strictObject({ version: z.string() });

/** Registers what an alias points at, and its moving: a change of which version answers. */
export function registerModelAlias(repository: AliasDependencies): void {
  const authLevel = 'admin';
  registerRoute('model-alias', {
    route: 'models/{model}/aliases/{alias}',
    authLevel,
    methods: { GET: createAliasHandler(repository), PUT: createMoveHandler(repository) },
  });
  registerRoute('model-alias-rollback', {
    route: 'models/{model}/aliases/{alias}/rollback',
    authLevel,
    methods: { POST: createRollbackHandler(repository) },
  });
}

export function createAliasHandler(repository: AliasDependencies): HttpHandler {
  return ({ params }) => toAliasAnswer(repository, params);
}

/** Points an alias at the version that the body names. */
export function createMoveHandler(repository: AliasDependencies): HttpHandler {
  return async (request) => {
    const { version } = await readAdminBody(request, body, '{"version": "<version>"}');
    return move(repository, request, { version });
  };
}

/** Points an alias back at the version before; once more, and it is as it was. */
export function createRollbackHandler(repository: AliasDependencies): HttpHandler {
  return (request) => move(repository, request, 'previous');
}

async function move(
  repository: AliasDependencies,
  request: HttpRequest,
  to: AliasTarget,
): Promise<HttpResponseInit> {
  const { model = '', alias = '' } = request.params;
  const ifRevision = parseIfMatch(request.headers.get('if-match'));
  const force = parseForce(request.query.get('force'));
  try {
    await repository.moveAlias({ model, alias, to, ifRevision, force });
  } catch (thrown) {
    const isStale = thrown instanceof ScoringError && thrown.details?.precondition === true;
    if (!isStale) throw thrown;
    return { status: 412, jsonBody: toErrorBody(thrown) };
  }
  return toAliasAnswer(repository, request.params);
}

function toAliasAnswer(
  repository: AliasDependencies,
  { model = '', alias = '' }: HttpRequest['params'],
): HttpResponseInit {
  const { aliases, previous = {} } = repository.find(model);
  if (!Object.hasOwn(aliases, alias)) throw toUnknownAlias(model, alias, Object.keys(aliases));
  const before = Object.hasOwn(previous, alias) ? previous[alias] : undefined;
  return {
    headers: { ETag: `"${repository.revisionOf(model)}"` },
    jsonBody: { model, alias, version: aliases[alias], previous: before },
  };
}

function toUnknownAlias(model: string, alias: string, known: readonly string[]): ScoringError {
  const there = known.length === 0 ? 'is none' : `is ${known.map((name) => JSON.stringify(name)).join(', ')}`;
  const what = `Cannot find alias ${JSON.stringify(alias)} of model "${model}": there ${there}`;
  return new ScoringError('ModelNotFound', what);
}

/** The revisions that a change may be made to; any where the header is missing or `*`. */
function parseIfMatch(header: string | null): readonly string[] | undefined {
  if (header === null || header.trim() === '*') return undefined;
  return header.split(',').map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'));
}
