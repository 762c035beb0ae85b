import type { ChunkResult, ChunkTask } from '../chunk-scorer.ts';
import type { ModelMeasures } from '../measure-model.ts';
import type { OnnxSignature, ScoringPlan } from '../model.ts';
import type { Batch, TimedOutcome } from '../plan/run-batch.ts';
import type { ErrorCode } from '../scoring-error.ts';
import type { StopFlag } from './stop-flag.ts';

/** Which ONNX file, and that it is the one that is meant. */
export interface OnnxFile {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly file: string;
  readonly sha256: string;
}

export interface MeasureTask {
  readonly plan: ScoringPlan;
  /** Records to look with whether the graph mixes them; made-up ones where there are fewer than two. */
  readonly samples?: Batch | undefined;
  /** Names of the outputs to look at; those of the plan's predictions where not given. */
  readonly outputs?: readonly string[] | undefined;
}

/** To copy a plan to another thread takes as long as a light model runs: a worker that knows it is told its id only. */
export interface KnownPlan {
  readonly planId: string;
  readonly plan: ScoringPlan | undefined;
}

export interface RunTask extends KnownPlan {
  readonly batch: Batch;
  /** Records a run. */
  readonly batchSize: number;
  /** Names of the outputs to fetch; those of the plan's predictions where not given. */
  readonly outputs?: readonly string[] | undefined;
}

/** What workers can be asked to do, and what each answers. */
export interface ScoringTasks {
  /** Loads a file and tells its inputs and outputs. */
  readonly inspect: { readonly input: OnnxFile; readonly output: OnnxSignature };
  /** Times the model, and looks whether it mixes records, to tell how it is best run. */
  readonly measure: { readonly input: MeasureTask; readonly output: ModelMeasures };
  /** Loads the model into the worker that takes the task, and runs it once. */
  readonly warm: { readonly input: KnownPlan; readonly output: null };
  /** Runs the model; null where the plan was not given and the worker does not know it yet. */
  readonly run: { readonly input: RunTask; readonly output: TimedOutcome | null };
  readonly chunk: {
    readonly input: {
      readonly plan: ScoringPlan;
      /** Of the version that is compared with it. */
      readonly challenger?: ScoringPlan | undefined;
      readonly chunk: ChunkTask;
    };
    readonly output: ChunkResult;
  };
}

export type ScoringTaskKind = keyof ScoringTasks;
export type ScoringTask = {
  readonly [K in ScoringTaskKind]: {
    readonly kind: K;
    readonly input: ScoringTasks[K]['input'];
    /** Raised by the caller who no longer wants the answer. */
    readonly stop: StopFlag;
  };
}[ScoringTaskKind];

/** An error loses its class between threads: it travels as data. */
export type TaskAnswer =
  | { readonly ok: true; readonly output: ScoringTasks[ScoringTaskKind]['output'] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly cause: string };

export interface WorkerSettings {
  /** Threads that onnxruntime may use within one worker. */
  readonly onnxThreads: number;
  /** Whether many records are scored at once, as jobs do it: their texts are dictionary encoded, and a run keeps no memory for the next one. */
  readonly bulk: boolean;
}
