import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  inputBindingTypes,
  outputBindingTypes,
} from '../../../local/functions-host/bindings/create-bindings.ts';
import { triggerTypes } from '../../../local/functions-host/triggers/create-trigger.ts';

const readme = readFileSync(new URL('../../../local/README.md', import.meta.url), 'utf8');

function typesInRow(label: string): string[] {
  const row = readme.split('\n').find((line) => line.replace(/ +/g, ' ').startsWith(`| ${label} |`)) ?? '';
  return [...row.matchAll(/`(\w+)`/g)].map(([, type = '']) => type);
}

describe('local/README.md', () => {
  test('names exactly the bindings that the host serves', () => {
    expect({
      triggers: typesInRow('triggers'),
      inputs: typesInRow('inputs'),
      outputs: typesInRow('outputs'),
    }).toEqual({
      triggers: triggerTypes.toSorted(),
      inputs: inputBindingTypes.toSorted(),
      outputs: outputBindingTypes.toSorted(),
    });
  });
});
