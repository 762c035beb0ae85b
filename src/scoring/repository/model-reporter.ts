import type { ModelListing } from './model-listing.ts';
import type { ModelEntry } from './model-table.ts';
import type { ScoringError } from '../scoring-error.ts';

/** Told what happens to models, with what lies behind a failure. */
export type Report = (message: string, cause?: unknown) => void;

/** Turns rounds that find the same again and again into reports of what is new. */
export interface ModelReporter {
  readonly noteListing: (listing: ModelListing) => void;
  /** What an entry has come to, with its failure if it has one. */
  readonly noteEntry: (entry: ModelEntry, failure: ScoringError | undefined) => void;
  readonly noteGone: (name: string) => void;
}

export function createReporter(report: Report): ModelReporter {
  const said = new Map<string, string>();

  function say(subject: string, message: string, cause?: unknown): void {
    if (said.get(subject) === message) return;
    said.set(subject, message);
    if (message !== '') report(message, cause);
  }

  return {
    noteListing: ({ models, shadowed, failures }) => {
      for (const { source, error } of failures) say(source.place, error.message, error.cause);
      for (const name of shadowed) {
        const place = models.get(name)?.source.place ?? '';
        say(`shadow of ${name}`, `Model "${name}" is taken from ${place}, not as it ships`);
      }
    },
    noteEntry: ({ name, snapshot, unloaded }, failure) => {
      say(`failure of ${name}`, failure?.message ?? '', failure?.cause);
      if (snapshot === undefined) return;
      const state = unloaded ? 'is unloaded' : describeAliases(snapshot.manifest.aliases);
      say(`state of ${name}`, `Model "${name}" of ${snapshot.found.source.place}: ${state}`);
    },
    noteGone: (name) => {
      for (const subject of ['failure', 'state', 'shadow']) said.delete(`${subject} of ${name}`);
      report(`Model "${name}" has gone`);
    },
  };
}

function describeAliases(aliases: Readonly<Record<string, string>>): string {
  const texts = Object.entries(aliases).map(([alias, version]) => `"${alias}" is version "${version}"`);
  return texts.length === 0 ? 'no aliases' : texts.join(', ');
}
