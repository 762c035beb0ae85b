/** Times as places on an axis and back: days for dates, quarters for quarters, and whole numbers as they are. */
export interface TimeAxis {
  readonly toPlace: (time: string) => number;
  readonly toText: (place: number) => string;
}

const msPerDay = 86_400_000;

export function createTimeAxis(unit: string, name: string): TimeAxis {
  if (unit === 'integer') return { toPlace: Number, toText: (place) => `${name} ${place}` };
  if (unit === 'quarter') return { toPlace: toQuarter, toText: fromQuarter };
  return {
    toPlace: (time) => Date.parse(time) / msPerDay,
    toText: (place) => new Date(place * msPerDay).toISOString().slice(0, 10),
  };
}

/** Quarters since year 0, of a text like 1959Q1. */
function toQuarter(time: string): number {
  const [year, quarter] = time.split('Q');
  return Number(year) * 4 + Number(quarter) - 1;
}

function fromQuarter(place: number): string {
  const whole = Math.round(place);
  return `${Math.floor(whole / 4)}Q${(whole % 4) + 1}`;
}
