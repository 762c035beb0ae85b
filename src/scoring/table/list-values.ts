import type { ListFormat } from '../records.ts';
import { toInvalidValue, type ValueFault } from '../tensor/value-faults.ts';

/** One value of a list. */
export type ListItem = number | bigint | string;
export type ParsedItem = { readonly cell: ListItem } | { readonly fault: ValueFault };
export type ParsedList = { readonly cell: readonly ListItem[] } | { readonly fault: ValueFault };

const blanksAndSemicolons = /[\s;]+/;

/** Reads a list out of a field of a table; where no separator is declared, blanks and semicolons are, and many count as one. */
export function parseListText(
  text: string,
  list: ListFormat,
  parseItem: (text: string) => ParsedItem,
): ParsedList {
  const items =
    list.separator === undefined
      ? text.split(blanksAndSemicolons).filter((item) => item !== '')
      : text.split(list.separator).map((item) => item.trim());
  return parseItems(items, list, parseItem);
}

/** Reads a list out of JSON; a value that is none is a list of one. */
export function parseListJson(
  value: unknown,
  list: ListFormat,
  parseItem: (value: unknown) => ParsedItem,
): ParsedList {
  if (Array.isArray(value)) return parseItems<unknown>(value, list, parseItem);
  if (typeof value === 'object') return { fault: toInvalidValue(value, 'a list') };
  return parseItems([value], list, parseItem);
}

function parseItems<T>(
  items: readonly T[],
  { length }: ListFormat,
  parseItem: (item: T) => ParsedItem,
): ParsedList {
  if (items.length > length) {
    return { fault: { code: 'TooLarge', what: `has ${items.length} values, more than ${length}` } };
  }
  const cells: ListItem[] = [];
  for (const [k, item] of items.entries()) {
    const parsed = parseItem(item);
    if ('fault' in parsed) {
      const { code, what } = parsed.fault;
      return { fault: { code, what: `has a value ${k + 1} that ${what}` } };
    }
    cells.push(parsed.cell);
  }
  return { cell: cells };
}
