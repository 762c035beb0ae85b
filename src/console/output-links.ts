import { actionButton } from './action-button.ts';
import { toApiUrl } from './api.ts';
import { attempt } from './attempt.ts';
import { element } from './dom.ts';
import { download } from './download.ts';
import { type ShownJob, toWord } from './job.ts';
import { loadKey } from './key.ts';

/** The outputs of a job to click: links where the app asks for no key, else buttons that send it; `problem` tells what fails. */
export function toOutputLinks({ id, outputs }: ShownJob, problem: HTMLElement): readonly HTMLElement[] {
  const isKeyed = loadKey() !== undefined;
  return Object.entries(outputs).map(([name, path]) => {
    const route = toWord(path).replace(/^\//, '');
    if (!isKeyed) return element('a', { href: toApiUrl(route).href }, name);
    return actionButton({ text: name, title: `Save ${name} as a file` }, () =>
      attempt(problem, () => download(route, { prefix: id, name: `${name}.json` })),
    );
  });
}
