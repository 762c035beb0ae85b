import { parseManifest } from '../jobs/outputs/parse-manifest.ts';
import { verifyOutputs } from '../jobs/outputs/verify-outputs.ts';
import type { Command } from './command.ts';
import { openOutputFiles, openOutputsOfJob } from './open-outputs.ts';
import { parseFileArguments } from './parse-arguments.ts';

const command = {
  name: 'verify',
  usage: '<manifest.json | job id> [--url <address>]',
  summary: 'Checks the outputs of a job against the hashes and counts of its manifest',
  options: [
    [
      '--url <address>',
      'Where the app answers; ONSCORE_BATCH_URL or ONSCORE_URL, else this machine, where not given',
    ],
    ['ONSCORE_KEY', 'The function key, where the app asks for one'],
  ],
} as const;

export const verify: Command = {
  ...command,
  run: async (args, { print, environment }) => {
    const { file, values } = parseFileArguments(command, args, { url: { type: 'string' } });
    const outputs = file.endsWith('.json')
      ? await openOutputFiles(file)
      : await openOutputsOfJob(file, { url: values.url, environment, print });
    const proof = parseManifest(outputs.manifest);
    const findings = await verifyOutputs(proof, outputs.createOpener(proof));
    for (const { what, fault } of findings)
      print(`${fault === undefined ? 'ok   ' : 'WRONG'} ${what}${fault === undefined ? '' : `: ${fault}`}`);
    const wrong = findings.filter(({ fault }) => fault !== undefined).length;
    print(
      `Job ${proof.job}, ${proof.status}: ${wrong === 0 ? 'all is as its manifest says' : `${wrong} of ${findings.length} checks failed`}`,
    );
    return wrong === 0 ? 0 : 1;
  },
};
