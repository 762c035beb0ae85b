/** What a run is asked for. */
export interface RunSize {
  readonly records: number;
  readonly withinSeconds: number;
}

export interface RunSettings {
  readonly mini_batch_size: number;
  readonly max_concurrency: number;
  readonly chunks: number;
  /** Compute of a whole chunk. */
  readonly chunkSeconds: number;
  /** From the input to the outputs. */
  readonly seconds: number;
}

/** From noticing the input to the first chunk and from the last to the outputs. */
export const jobOverheadSeconds = 15;
/** Chunks at once: what 32 instances of two score, of the 40 that the templates allow. */
export const maxLanes = 64;
/** A chunk is the unit of retry: so many records that it takes seconds, not minutes. */
const mostChunkSeconds = 10;
/** Half a second is spent on a chunk beside its records: smaller ones would spend more on that than on scoring. */
const leastChunkSeconds = 1;
const maxChunkRecords = 10_000;
/** Half of the time is left for retries, waiting and other jobs. */
const timeShare = 0.5;
/** A few lanes cost nothing more: the compute is the same, the job ends sooner. */
const leastLanes = 4;

/** Records a chunk and chunks at once with which a run ends in half of its time; where it can't in all of it, as soon as it can. */
export function chooseRunSettings({ records, withinSeconds }: RunSize, msPerRecord: number): RunSettings {
  const seconds = Math.max(0, withinSeconds - jobOverheadSeconds) * timeShare;
  const lanes = Math.ceil((records * msPerRecord) / 1000 / seconds);
  const inHalf = toSettings({ records, msPerRecord, lanes: Math.max(1, Math.min(lanes, maxLanes)) });
  return inHalf.seconds <= withinSeconds ? inHalf : findSoonest(records, msPerRecord);
}

/** With all lanes, and each lane the same number of whole chunks. */
function findSoonest(records: number, msPerRecord: number): RunSettings {
  const perLane = Math.ceil(records / maxLanes);
  const rounds = Math.ceil(perLane / countWithin(mostChunkSeconds, msPerRecord));
  return toSettings({ records, msPerRecord, lanes: maxLanes * rounds });
}

interface Split {
  readonly records: number;
  readonly msPerRecord: number;
  readonly lanes: number;
}

function toSettings({ records, msPerRecord, lanes }: Split): RunSettings {
  const most = countWithin(mostChunkSeconds, msPerRecord);
  const least = countWithin(leastChunkSeconds, msPerRecord);
  const size = Math.min(most, Math.max(least, Math.ceil(records / lanes)));
  const chunks = Math.ceil(records / size);
  const atOnce = Math.min(Math.max(lanes, leastLanes), chunks, maxLanes);
  const chunkSeconds = (Math.min(size, records) * msPerRecord) / 1000;
  const seconds = jobOverheadSeconds + Math.ceil(chunks / atOnce) * chunkSeconds;
  return { mini_batch_size: size, max_concurrency: atOnce, chunks, chunkSeconds, seconds };
}

/** Records whose compute takes no longer, one at least. */
function countWithin(seconds: number, msPerRecord: number): number {
  return Math.max(1, Math.min(maxChunkRecords, Math.floor((seconds * 1000) / msPerRecord)));
}
