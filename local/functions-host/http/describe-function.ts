import { type FunctionMetadata, triggerOf } from '../invoker.ts';

interface Place {
  readonly origin: string;
  readonly routePrefix: string;
  readonly appDirectory: string;
}

function toInvokeUrl(metadata: FunctionMetadata, { origin, routePrefix }: Place): string | null {
  const trigger = triggerOf(metadata);
  if (trigger.type !== 'httpTrigger') return null;
  const route = typeof trigger.route === 'string' ? trigger.route : metadata.name.toLowerCase();
  return [origin, routePrefix, route].filter((part) => part !== '').join('/');
}

/** A function as `GET /admin/functions` of the host shows it. */
export function describeFunction(metadata: FunctionMetadata, place: Place): object {
  const { name } = metadata;
  const { origin, appDirectory } = place;
  return {
    name,
    script_root_path_href: null,
    script_href: `${origin}/admin/vfs/app/index.js`,
    config_href: null,
    test_data_href: `${origin}/admin/vfs/functions-data/${name}.dat`,
    href: `${origin}/admin/functions/${name}`,
    invoke_url_template: toInvokeUrl(metadata, place),
    language: 'node',
    config: {
      name,
      entryPoint: '',
      scriptFile: 'index.js',
      language: 'node',
      functionDirectory: appDirectory,
      bindings: Object.entries(metadata.bindings).map(([key, binding]) => ({ ...binding, name: key })),
    },
    files: null,
    test_data: '',
    isDisabled: false,
    isDirect: false,
    isProxy: false,
  };
}
