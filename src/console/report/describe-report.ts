import { element } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toDuration, toFigure } from '../to-figure.ts';
import { describeComparison } from './describe-comparison.ts';
import { describeCost } from './describe-cost.ts';
import { describeDrift } from './describe-drift.ts';
import { describeErrors } from './describe-errors.ts';
import { describePrediction } from './describe-prediction.ts';
import { describeSegment } from './describe-segment.ts';
import { describeSlowest } from './describe-slowest.ts';

/** The report of a job as sections of its page. */
export function describeReport(report: Fields, jobId: string): readonly HTMLElement[] {
  const predictions = toList(report.predictions).map(toFields).filter(isPredicted).map(describePrediction);
  const comparison = toFields(report.comparison);
  const segments = toList(report.segments).map(toFields).filter(hasValues).map(describeSegment);
  return [
    element(
      'p',
      {},
      `It took ${toDuration(toNumber(report.seconds))}, ${toFigure(toNumber(report.recordsPerSecond))} records a second. `,
      ...(typeof report.forecast === 'string'
        ? [element('a', { href: `forecast?job=${encodeURIComponent(jobId)}` }, 'See the forecast')]
        : []),
    ),
    ...toSection('Errors by cause', describeErrors(toList(report.errors).map(toFields))),
    ...toSection('Predictions', predictions),
    ...toSection('By segment', segments),
    ...toSection(`Version ${toWord(comparison.version)} in its place`, describeComparison(comparison)),
    ...toSection('Inputs against the training table', describeDrift(toFields(report.drift))),
    ...toSection('Slowest chunks', describeSlowest(toList(report.slowestChunks).map(toFields))),
    ...toSection('Cost', describeCost(toFields(report.cost))),
  ];
}

/** Where no record was scored there is the name of a prediction and no more. */
function isPredicted({ count, missing }: Fields): boolean {
  return toNumber(count) + toNumber(missing) > 0;
}

function hasValues({ values }: Fields): boolean {
  return toList(values).length > 0;
}

/** Nothing where there is nothing to tell. */
function toSection(title: string, content: readonly HTMLElement[]): readonly HTMLElement[] {
  return content.length === 0 ? [] : [element('section', {}, element('h2', {}, title), ...content)];
}
