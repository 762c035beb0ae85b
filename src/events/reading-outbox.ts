import type { DevicePrediction } from './device-state.ts';
import type { ReadingMessage, Rejection } from './reading.ts';

/** Who is told of readings; telling the same twice is no different from telling it once. Throws Unavailable. */
export interface ReadingOutbox {
  alert(anomalies: readonly DevicePrediction[]): Promise<void>;
  reject(message: ReadingMessage, rejections: readonly Rejection[]): Promise<void>;
}
