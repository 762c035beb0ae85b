/** What onnxruntime-node loads; the tests try each figure on the one that is installed. */
export const onnxSupport = {
  onnxruntime: '1.30',
  maxIrVersion: 13,
  /** Highest version of each set of operators that is released; of others any version is taken. */
  maxOpsets: new Map([
    ['', 26],
    ['ai.onnx.ml', 5],
  ]),
  /** Below it, onnxruntime promises nothing. */
  minOpset: 7,
  /** Where operators can come from without a library of their own. */
  domains: new Set(['', 'ai.onnx.ml', 'ai.onnx.preview.training', 'com.microsoft', 'com.microsoft.nchwc']),
  /** A message of Protocol Buffers is no larger. */
  maxBytes: 2 ** 31 - 1,
} as const;
