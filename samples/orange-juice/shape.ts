/** Weeks that are looked back at. */
export const historyLength = 52;
/** Weeks that are looked ahead. */
export const horizon = 4;
