/** Recordings that the suite does not replay, each with its reason: `<folder>/<name>`. */
export const leftOut: Readonly<Record<string, string>> = {
  'host-api/home-page': 'the page is Microsoft’s; ours says the same in its own words (tested apart)',
  'host-api/home-head': 'the length is that of Microsoft’s page (tested apart)',
  'host-api/host-keys': 'keys are not managed locally: there is one, given or made at the start',
  'host-api/extensions': 'nothing here asks which extensions a host has',
  'blob/host-container': 'what the real host keeps in a container, ours keeps in SQLite',
  'host-api/run-timerfails': 'the same invocations as timer/handler-throws',
  'host-api/run-timerretries': 'the same invocations as timer/retry-fixed-delay',
};
