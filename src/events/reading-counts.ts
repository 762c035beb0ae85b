/** What became of the readings of a message. */
export interface ReadingCounts {
  readonly scored: number;
  readonly rejected: number;
  /** Sent twice by their device. */
  readonly duplicate: number;
  /** Of a message that was dealt with before. */
  readonly repeated: number;
  readonly anomalies: number;
}

export const noCounts: ReadingCounts = { scored: 0, rejected: 0, duplicate: 0, repeated: 0, anomalies: 0 };

export function addCounts(one: ReadingCounts, other: ReadingCounts): ReadingCounts {
  return {
    scored: one.scored + other.scored,
    rejected: one.rejected + other.rejected,
    duplicate: one.duplicate + other.duplicate,
    repeated: one.repeated + other.repeated,
    anomalies: one.anomalies + other.anomalies,
  };
}
