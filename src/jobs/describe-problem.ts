import type { z } from 'zod';

/** The first problem that zod found, as the second half of an error message: `"settings.mini_batch_size" ...`. */
export function describeProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not fit';
  const path = issue.path.join('.');
  const subject = path === '' ? 'it' : `"${path}"`;
  const mismatch = /^Invalid input: expected (\S+), received (\S+)$/.exec(issue.message);
  if (mismatch !== null) return describeMismatch(subject, mismatch[1] ?? '', mismatch[2] ?? '');
  const text = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return path === '' ? text : `${subject} is wrong, ${text}`;
}

function describeMismatch(subject: string, expected: string, received: string): string {
  const wanted = `expected ${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`;
  return received === 'undefined'
    ? `${subject} is missing, ${wanted}`
    : `${subject} is of type ${received}, ${wanted}`;
}
