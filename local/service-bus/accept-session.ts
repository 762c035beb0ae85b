import type { Sender } from 'rhea';
import rhea from 'rhea';
import { z } from 'zod';
import { BrokerError } from './broker-error.ts';
import type { Source } from './broker.ts';
import type { ReceivingLink } from './receiving-link.ts';
import { createReceivingLink } from './receiving-link.ts';
import { closeWith } from './refuse-failing.ts';
import { internalsOf, postponeAttach } from './rhea-internals.ts';

const sessionFilter = 'com.microsoft:session-filter';
const lockedUntil = 'com.microsoft:locked-until-utc';
const longestWaitMs = 60_000;
/** The broker gives up a little before its client does. */
const marginMs = 500;

const sourceSchema = z.object({ filter: z.record(z.string(), z.unknown()).nullish() });
const propertiesSchema = z.object({ 'com.microsoft:timeout': z.number().optional() }).catch({});

/** The session that a receiver asks for: its id, or null for whichever is free; undefined when it asks for none. */
export function requestedSession(sender: Sender): string | null | undefined {
  const filter = sourceSchema.safeParse(sender.source).data?.filter ?? {};
  if (!(sessionFilter in filter)) return undefined;
  const wanted = filter[sessionFilter];
  return typeof wanted === 'string' ? wanted : null;
}

/** Gives a session to a receiver, at once or when one is free; gives a function that takes it back. */
export function acceptSession(
  sender: Sender,
  { queue, sessions }: Source,
  session: string | null,
  onAccepted: (link: ReceivingLink) => void,
): () => void {
  const attach = postponeAttach(sender);
  const holder = { lost: (error: BrokerError) => closeWith(sender, error) };
  let held: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const granted = (id: string): void => {
    clearTimeout(timer);
    try {
      answerAttach(sender, id, sessions.acquire(id, holder));
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      refuse(sender, attach, error);
      return;
    }
    held = id;
    attach();
    onAccepted(createReceivingLink(sender, queue, id));
  };
  const waiter = { granted };
  if (session === null) {
    timer = setTimeout(() => {
      sessions.stopWaiting(waiter);
      refuse(
        sender,
        attach,
        new BrokerError(
          408,
          'com.microsoft:timeout',
          'The operation did not complete within the allotted time: no session with messages is free.',
        ),
      );
    }, waitMs(sender));
    sessions.wait(waiter);
  } else granted(session);
  return () => {
    clearTimeout(timer);
    sessions.stopWaiting(waiter);
    if (held !== undefined) sessions.release(held, holder);
  };
}

function waitMs(sender: Sender): number {
  const asked = propertiesSchema.parse(sender.properties)['com.microsoft:timeout'] ?? longestWaitMs;
  return Math.max(0, Math.min(asked, longestWaitMs) - marginMs);
}

/** The answer names the session and, in .NET's ticks, the end of its lock. */
function answerAttach(sender: Sender, session: string, untilMs: number): void {
  const { address } = sender.source;
  sender.set_source({ address, filter: { [sessionFilter]: session } });
  internalsOf(sender).local.attach.properties = { [lockedUntil]: rhea.types.wrap_long(toTicks(untilMs)) };
}

function toTicks(ms: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(ms) * 10_000n + 621_355_968_000_000_000n);
  return bytes;
}

/** A link must be attached before it can be closed; without a source it says that it leads nowhere. */
function refuse(sender: Sender, attach: () => void, error: BrokerError): void {
  const { address } = sender.source;
  sender.set_source({ address, filter: { [sessionFilter]: undefined } });
  attach();
  closeWith(sender, error);
}
