import type { OutputLabels } from './plan/output-labels.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { ColumnSpec, TensorColumn, TensorType } from './records.ts';
import type { SeriesPlan } from './series/series-plan.ts';
import type { ModelProfile } from './summary/model-profile.ts';

/** An input or output as the ONNX file declares it; a free dimension has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

export interface OnnxSignature {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** What the file calls the components of its outputs, where it does. */
  readonly labels?: OutputLabels;
}

/** A tensor without its library, row-major; a bool is a byte. */
export type PlainTensor = TensorColumn & { readonly name: string; readonly dims: readonly number[] };

/** How one input of the ONNX file is made from columns. */
export interface FeedPlan {
  readonly input: string;
  readonly type: TensorType;
  /** Dimensions of one record: `[]` where the tensor is [N]. */
  readonly recordDims: readonly number[];
  readonly source:
    | { readonly kind: 'columns'; readonly columns: readonly number[] }
    | { readonly kind: 'constant'; readonly value: string | number | boolean };
}

/** Of the classes that an output tells scores of, the best ones. */
export interface TopClasses {
  /** 1 gives a value a record, more give a list a record, the best first. */
  readonly count: number;
  readonly labels: readonly string[];
  readonly show: 'label' | 'score';
}

/** One prediction column: a component of an output, or its best classes. */
export interface PredictionPlan {
  readonly name: string;
  readonly output: string;
  readonly type: TensorType;
  readonly component: number;
  /** Stands in place of the component. */
  readonly top?: TopClasses;
  /** Whether all components together are the prediction, a list. */
  readonly list?: true;
}

/** All that a worker needs to score records of one model version; plain data. */
export interface ScoringPlan {
  readonly model: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  readonly key: string | undefined;
  readonly columns: readonly ColumnSpec[];
  readonly feeds: readonly FeedPlan[];
  readonly predictions: readonly PredictionPlan[];
  /** Where the graph is made for exactly so many records a run. */
  readonly fixedBatch: number | undefined;
  /** Where a record is a series. */
  readonly series?: SeriesPlan;
}

/** One version of a model, ready to be scored with. */
export interface Model extends OnnxSignature {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly file: string;
  readonly manifest: ModelManifest;
  readonly columns: readonly ColumnSpec[];
  readonly plan: ScoringPlan;
  /** Of the table that it was trained on, where it was kept. */
  readonly profile?: ModelProfile;
  /** The first of its golden records. */
  readonly example?: { readonly record: unknown; readonly prediction: unknown };
}
