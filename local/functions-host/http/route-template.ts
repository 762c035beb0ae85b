/** Values of a route's parameters, still percent-encoded where the host leaves them so. */
export type RouteValues = Readonly<Record<string, string>>;

/** Matches a path (without leading slash) or says that it does not. */
export type RouteMatcher = (path: string) => RouteValues | undefined;

interface Parameter {
  readonly name: string;
  readonly constraints: readonly Constraint[];
  readonly fallback: string | undefined;
  /** Its place among the groups of the regular expression. */
  readonly group: number;
}

type Constraint = (value: string) => boolean;

const int32 = (value: string) => /^[+-]?\d+$/.test(value) && Math.abs(Number(value)) <= 2 ** 31 - 1;
const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value));

/** The route constraints of ASP.NET Core by name; the argument is what stands in parentheses. */
const constraints: Readonly<Record<string, (argument: string) => Constraint>> = {
  int: () => int32,
  long: () => (value) => /^[+-]?\d{1,18}$/.test(value),
  bool: () => (value) => /^(true|false)$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  guid: () => (value) => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  double: () => isNumber,
  float: () => isNumber,
  decimal: () => isNumber,
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  min: (least) => (value) => isNumber(value) && Number(value) >= Number(least),
  max: (most) => (value) => isNumber(value) && Number(value) <= Number(most),
  range: (bounds) => (value) => {
    const [least = 0, most = 0] = bounds.split(',').map(Number);
    return isNumber(value) && Number(value) >= least && Number(value) <= most;
  },
  minlength: (least) => (value) => value.length >= Number(least),
  maxlength: (most) => (value) => value.length <= Number(most),
  length: (bounds) => (value) => {
    const [least = 0, most = least] = bounds.split(',').map(Number);
    return value.length >= least && value.length <= most;
  },
  required: () => (value) => value !== '',
  regex: (pattern) => {
    const expression = new RegExp(pattern, 'i');
    return (value) => expression.test(value);
  },
};

function toConstraint(text: string): Constraint {
  const [, name = '', argument = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const create = constraints[name.toLowerCase()];
  if (create === undefined)
    throw new Error(`Cannot serve a route: constraint "${text}" is not one of ASP.NET Core's`);
  return create(argument);
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The parts of `{*name:constraint:constraint=default?}`. */
function parseParameter(text: string) {
  const [, stars = '', name = '', constraintText = '', fallback, optional] =
    /^(\*{0,2})(\w+)((?::[^=?:(]+(?:\([^)]*\))?)*)(?:=([^?]*))?(\?)?$/.exec(text) ?? [];
  if (name === '') throw new Error(`Cannot serve a route: "{${text}}" is not a route parameter`);
  const list = constraintText.match(/[^:(]+(?:\([^)]*\))?/g) ?? [];
  return {
    parameter: { name, constraints: list.map(toConstraint), fallback },
    catchAll: stars !== '',
    optional: optional !== undefined || fallback !== undefined || stars !== '',
  };
}

/** One segment as a regular expression source; a segment that is one optional parameter makes its slash optional too. */
function toSegmentPattern(segment: string, parameters: Parameter[]): string {
  const whole = /^\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$/.exec(segment);
  if (whole?.[1] !== undefined && !whole[1].includes('}')) {
    const { parameter, catchAll, optional } = parseParameter(whole[1]);
    parameters.push({ ...parameter, group: parameters.length + 1 });
    const value = catchAll ? '(.*)' : '([^/]+)';
    return optional ? `(?:/${value})?` : `/${value}`;
  }
  const found: Parameter[] = [];
  const pieces = segment.split(/(\{[^}]*\})/).map((piece) => {
    if (!piece.startsWith('{')) return escape(piece);
    found.push({
      ...parseParameter(piece.slice(1, -1)).parameter,
      group: parameters.length + found.length + 1,
    });
    return '([^/]+)';
  });
  // ASP.NET Core reads such a segment from its end, and lists the values so.
  parameters.push(...found.toReversed());
  return `/${pieces.join('')}`;
}

function decode(value: string): string {
  try {
    // The host leaves an encoded slash encoded, so that it cannot be taken for a separator.
    return value
      .split(/(%2f)/i)
      .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)))
      .join('');
  } catch {
    return value;
  }
}

/** Compiles a route template of ASP.NET Core (`models/{model}/{*rest}`, constraints, defaults) to a matcher. */
export function compileRoute(template: string): RouteMatcher {
  const parameters: Parameter[] = [];
  const segments = template.split('/').filter((segment) => segment !== '');
  const source = segments.map((segment) => toSegmentPattern(segment, parameters)).join('');
  const expression = new RegExp(`^${source}/?$`, 'i');

  return (path) => {
    const match = expression.exec(`/${path}`.replace(/^\/$/, ''));
    if (match === null) return undefined;
    const values: Record<string, string> = {};
    for (const { name, constraints: rules, fallback, group } of parameters) {
      const raw = match[group];
      const value = raw === undefined || raw === '' ? fallback : decode(raw);
      if (value === undefined) continue;
      if (!rules.every((rule) => rule(value))) return undefined;
      values[name] = value;
    }
    return values;
  };
}
