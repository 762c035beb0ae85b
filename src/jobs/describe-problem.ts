import type { z } from 'zod';

/** The first problem that zod found, as the second half of an error message: `"settings.mini_batch_size" ...`. */
export function describeProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not fit';
  const text = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  const path = issue.path.join('.');
  return path === '' ? text : `"${path}" is wrong, ${text}`;
}
