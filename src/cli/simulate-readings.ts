import { setTimeout as sleep } from 'node:timers/promises';
import type { SentReading } from '../storage/service-bus-reading-sender.ts';
import { createSimulatedMachine } from './simulated-machine.ts';

export interface SimulationOptions {
  readonly devices: number;
  /** Readings a second, of all devices together. */
  readonly rate: number;
  readonly seconds: number;
  readonly send: (readings: readonly SentReading[]) => Promise<void>;
  /** Told of the progress every few seconds. */
  readonly report: (sent: number, broken: number) => void;
  readonly random?: () => number;
}

export interface SimulationCounts {
  readonly sent: number;
  /** Readings of machines that are broken. */
  readonly broken: number;
}

const tickMs = 200;
const reportMs = 5000;

/** Plays devices, one after the other in turn, each in the present time; a sender that is too slow lowers the rate. */
export async function simulateReadings(options: SimulationOptions): Promise<SimulationCounts> {
  const { devices, rate, seconds, send, report, random = Math.random } = options;
  const machines = Array.from({ length: devices }, () => createSimulatedMachine(random));
  const total = Math.max(1, Math.round(rate * seconds));
  const startMs = performance.now();
  let [sent, broken, reportedMs] = [0, 0, startMs];
  while (sent < total) {
    const elapsedMs = performance.now() - startMs;
    const due = Math.min(total, Math.max(1, Math.ceil((rate * elapsedMs) / 1000)));
    const time = new Date().toISOString();
    // Never two readings of one device at one time.
    const batch = Array.from({ length: Math.min(due - sent, devices) }, (_, k) => {
      const index = (sent + k) % devices;
      return { device: toDeviceName(index), time, machine: machines[index]?.next() };
    });
    broken += batch.filter(({ machine }) => machine?.isBroken === true).length;
    if (batch.length > 0)
      await send(batch.map(({ device, machine }) => ({ device, time, value: machine?.value ?? 0 })));
    sent += batch.length;
    if (performance.now() - reportedMs >= reportMs) {
      report(sent, broken);
      reportedMs = performance.now();
    }
    if (sent < total) await sleep(batch.length < devices ? tickMs : 1);
  }
  return { sent, broken };
}

function toDeviceName(index: number): string {
  return `simulated-${String(index + 1).padStart(4, '0')}`;
}
