/** A machine that does not exist: its temperature wanders about what is usual, and now and then it breaks. */
export interface SimulatedMachine {
  /** The next temperature, in degrees Fahrenheit, and whether it is of a breakdown. */
  readonly next: () => { readonly value: number; readonly isBroken: boolean };
}

const usual = 85;
/** Share of the way back to what is usual that a step takes. */
const pull = 0.05;
const noise = 0.5;
const breakdownChance = 0.002;
const breakdownReadings = 3;
const breakdownRise = 40;

/** Plays one machine; `random` gives numbers from 0 to 1. */
export function createSimulatedMachine(random: () => number): SimulatedMachine {
  let value = usual + 4 * (random() - 0.5);
  let brokenFor = 0;
  return {
    next: () => {
      const wobble = noise * (random() + random() - 1);
      value += pull * (usual - value) + wobble;
      brokenFor = brokenFor > 0 ? brokenFor - 1 : random() < breakdownChance ? breakdownReadings : 0;
      const isBroken = brokenFor > 0;
      return { value: Math.round(100 * (value + (isBroken ? breakdownRise : 0))) / 100, isBroken };
    },
  };
}
