import type { z } from 'zod';

export const tags = {
  scoring: 'Predictions by our own routes',
  models: 'What there is, and which version answers',
  jobs: 'Scoring of whole tables',
  'open-inference': 'Open Inference Protocol v2',
  'azure-ml': 'As the inference server of Azure ML answers',
  mlflow: 'As the scoring server of MLflow answers',
  operations: 'Health, figures and descriptions',
} as const;

export type Tag = keyof typeof tags;

/** In which shape an error is told. */
export type ErrorShape = 'product' | 'azureml' | 'mlflow';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly description: string;
  readonly type?: 'string' | 'integer' | 'boolean';
  readonly values?: readonly string[];
  readonly required?: boolean;
}

/** What a body may be, by its media type: a named schema, or text and bytes without one. */
export type Content = Readonly<Record<string, z.ZodType | 'text' | 'binary'>>;

export interface Answer {
  readonly description: string;
  readonly content?: Content;
}

/** One method of one path, as it is told to callers. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete' | 'options';
  /** With leading slash; parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  /** Whose key it takes; none where it is open to anyone. */
  readonly level: 'anonymous' | 'function' | 'admin';
  readonly parameters?: readonly Parameter[];
  readonly body?: { readonly content: Content; readonly required?: boolean };
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of errors. */
  readonly errors: readonly number[];
  readonly errorShape?: ErrorShape;
  /** Whether the models' golden records are examples of what it takes and answers. */
  readonly examples?: 'records' | 'azureml' | 'mlflow' | undefined;
}
