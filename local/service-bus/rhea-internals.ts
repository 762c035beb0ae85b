import type { Socket } from 'node:net';
import type { Connection, Receiver, Sender } from 'rhea';
import rhea from 'rhea';

/** What rhea's links have at run time and its types leave out. */
interface LinkInternals {
  /** Of a sender: how many more deliveries its receiver takes. */
  readonly credit: number;
  readonly state: { open_requests: number };
  readonly connection: { _register(): void };
  /** Deliveries are written in the order of their ids. */
  readonly session: { readonly outgoing: { readonly next_pending_delivery: number } };
  readonly local: {
    readonly attach: {
      properties?: Readonly<Record<string, unknown>>;
      snd_settle_mode?: number;
      rcv_settle_mode?: number;
      max_message_size?: number;
    };
  };
}

export function internalsOf(link: Sender | Receiver): LinkInternals {
  return link as unknown as LinkInternals;
}

/** Ends a connection as a fallen network would; only an error makes rhea let go of it. */
export function dropConnection(connection: Connection): void {
  (connection as unknown as { readonly socket: Socket }).socket.destroy(new Error('Dropped'));
}

/** Holds back the answer to a client's attach, which rhea sends at once otherwise; gives the function that sends it. */
export function postponeAttach(link: Sender): () => void {
  const { state, connection } = internalsOf(link);
  state.open_requests--;
  return () => {
    state.open_requests++;
    connection._register();
  };
}

interface Outcome {
  described(): unknown;
}

interface Outcomes {
  accepted(): Outcome;
  rejected(fields: { readonly error: { readonly condition: string; readonly description: string } }): Outcome;
}

/** The terminal states of a delivery. */
export const outcomes = rhea.message as unknown as Outcomes;
