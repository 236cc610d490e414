import { expect, test } from 'vitest';
import { conformanceCases } from './cases.js';
import { describeFloods, describeSingles, modes } from './describe-cases.js';

test('the collection of cases is complete', () => {
  expect(conformanceCases).toHaveLength(218);
  expect(conformanceCases.filter(({ category }) => category === 'rate-limit')).toHaveLength(1);
});

for (const mode of modes) {
  describeSingles(mode);
  describeFloods(mode);
}
