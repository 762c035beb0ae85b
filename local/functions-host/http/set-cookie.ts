import type { HttpCookie } from '../invoker.ts';

/** The protocol's names for SameSite; "none" there means that nothing is said. */
const sameSiteNames = new Map<unknown, string>([
  ['lax', 'lax'],
  ['strict', 'strict'],
  ['explicitNone', 'none'],
]);

/** A cookie of the worker protocol as ASP.NET Core writes it in `Set-Cookie`. */
export function toSetCookie(cookie: HttpCookie): string {
  const expires = cookie.expires?.value?.seconds;
  const maxAge = cookie.maxAge?.value;
  const sameSite = sameSiteNames.get(cookie.sameSite);
  return [
    `${cookie.name ?? ''}=${encodeURIComponent(cookie.value ?? '')}`,
    expires === undefined ? '' : `expires=${new Date(expires * 1000).toUTCString()}`,
    maxAge === undefined ? '' : `max-age=${maxAge}`,
    cookie.domain?.value === undefined ? '' : `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value === true ? 'secure' : '',
    sameSite === undefined ? '' : `samesite=${sameSite}`,
    cookie.httpOnly?.value === true ? 'httponly' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}
