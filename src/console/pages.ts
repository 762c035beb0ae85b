/** A page of the console: `pages/<name>.html` is its content, `pages/<name>.ts` what it does, `/console/<name>` its address. */
export interface Page {
  readonly name: string;
  readonly title: string;
  /** Whether the navigation leads to it; a page of one thing, as of one job, is led to by others. */
  readonly inNavigation: boolean;
}

/** All pages, in the order of the navigation; the first answers at `/console/`, too. */
export const pages: readonly Page[] = [
  { name: 'try', title: 'Try a model', inNavigation: true },
  { name: 'shop', title: 'Shop', inNavigation: true },
  { name: 'jobs', title: 'Jobs', inNavigation: true },
  { name: 'advisor', title: 'Real time or batch?', inNavigation: true },
  { name: 'job', title: 'Job', inNavigation: false },
  { name: 'forecast', title: 'Forecast', inNavigation: true },
];
