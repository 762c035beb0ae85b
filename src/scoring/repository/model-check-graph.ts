import type { Finding } from './model-check.ts';
import type { Label, OnnxModel, OperatorName } from '../onnx/onnx-model.ts';
import { onnxSupport } from '../onnx/onnx-support.ts';

const reader = `onnxruntime-node ${onnxSupport.onnxruntime}`;
const maxShown = 5;

/** Whether the file is of a time that onnxruntime knows. */
export function checkVersions({ irVersion, opsets, producer }: OnnxModel): readonly Finding[] {
  const { maxIrVersion } = onnxSupport;
  const by = producer === '' ? '' : `, made by ${producer}`;
  const tooNew = `It is an ONNX file of IR version ${irVersion}, but ${reader} reads up to ${maxIrVersion}`;
  const format: Finding =
    irVersion > maxIrVersion
      ? { level: 'problem', message: tooNew, fix: `Set model.ir_version = ${maxIrVersion} before saving it` }
      : { level: 'ok', message: `It is an ONNX file of IR version ${irVersion}${by}` };
  return [format, ...opsets.map(({ domain, version }) => checkOpset(domain, version))];
}

function checkOpset(domain: string, version: number): Finding {
  const name = domain === '' ? 'opset' : `opset of ${domain}`;
  const max = onnxSupport.maxOpsets.get(domain);
  if (max !== undefined && version > max) {
    const fix = `Export it with target_opset (scikit-learn) or opset_version (PyTorch) up to ${max}`;
    return { level: 'problem', message: `Its ${name} is ${version}, but ${reader} reads up to ${max}`, fix };
  }
  if (domain === '' && version < onnxSupport.minOpset) {
    const message = `Its ${name} is ${version}, but ${reader} supports ${onnxSupport.minOpset} and above`;
    return { level: 'note', message, fix: 'Export it again, or run onnx.version_converter on it' };
  }
  return { level: 'ok', message: `Its ${name} is ${version}` };
}

/** Whether every operator comes with onnxruntime or with the file. */
export function checkOperators({ nodes, functions }: OnnxModel): readonly Finding[] {
  const toName = ({ domain, operator }: OperatorName) => (domain === '' ? operator : `${domain}.${operator}`);
  const own = new Set(functions.map(toName));
  const foreign = nodes.filter((node) => !onnxSupport.domains.has(node.domain) && !own.has(toName(node)));
  if (foreign.length === 0) return [{ level: 'ok', message: 'Its operators come with onnxruntime' }];
  const names = [...new Set(foreign.map(toName))];
  const message = `It needs operators that ${reader} does not have: ${toList(names)}`;
  const fix = 'Export it without custom operators: their libraries are not loaded';
  return [{ level: 'problem', message, fix }];
}

/** Whether all weights are in the file: its hash covers nothing else, and no other file is read. */
export function checkExternalData({ constants }: OnnxModel): readonly Finding[] {
  const files = [...new Set(constants.flatMap(({ externalFiles }) => externalFiles))];
  if (files.length === 0) return [{ level: 'ok', message: 'Its weights are in the file' }];
  const message = `Its weights are in other files: ${toList(files.map((file) => JSON.stringify(file)))}`;
  const fix = 'Save it as one file: onnx.save(onnx.load("model.onnx"), "one-file.onnx")';
  return [{ level: 'problem', message, fix }];
}

/** Outputs that are made tensors on load. */
export function checkZipMaps(labels: Readonly<Record<string, readonly Label[]>>): readonly Finding[] {
  return Object.entries(labels).map(([output, classes]) => {
    const names = toList(classes.map((label) => JSON.stringify(label)));
    const message = `Output "${output}" is a list of maps (ZipMap): on load it is made a tensor of the classes ${names}`;
    return { level: 'note', message };
  });
}

function toList(names: readonly string[]): string {
  const more = names.length - maxShown;
  return names.slice(0, maxShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
