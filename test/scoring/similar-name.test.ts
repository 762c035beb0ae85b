import { describe, expect, test } from '@jest/globals';
import { findSimilarName } from '../../src/scoring/similar-name.ts';

describe('findSimilarName()', () => {
  test.each<[string, string[], string | undefined]>([
    ['tenure', ['Tenure'], 'Tenure'],
    ['monthly_charges', ['monthlyCharges', 'total_charges'], 'monthlyCharges'],
    ['tenure', ['age', 'tenur'], 'tenur'],
    ['contract', ['contarct', 'contrat'], 'contrat'],
    ['age', ['aged'], undefined],
    ['tenure', ['contract', 'x'.repeat(1000)], undefined],
    ['tenure', [], undefined],
  ])('finds for %j among %j: %j', (name, candidates, similar) => {
    expect(findSimilarName(name, candidates)).toBe(similar);
  });
});
