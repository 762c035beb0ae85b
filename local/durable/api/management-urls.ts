export interface ManagementUrls {
  /** Of one instance, in the order of the wire. */
  readonly ofInstance: (
    instanceId: string,
    options?: { readonly withRewind?: boolean },
  ) => Record<string, string>;
  readonly creation: () => Record<string, string>;
  readonly requiredQuery: string;
}

/** The URLs of the management API under a base such as `http://127.0.0.1:7071/runtime/webhooks/durabletask`. */
export function createManagementUrls(options: {
  readonly baseUrl: string;
  readonly taskHubName: string;
  readonly key: string | undefined;
}): ManagementUrls {
  const { baseUrl, taskHubName, key } = options;
  const requiredQuery = key === undefined ? '' : `code=${encodeURIComponent(key)}`;
  const withKey = (query: string): string => [query, requiredQuery].filter((part) => part !== '').join('&');
  const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);
  const hub = withKey(`taskHub=${taskHubName}&connection=Storage`);
  return {
    requiredQuery,
    ofInstance(instanceId, { withRewind = false } = {}) {
      const instance = `${baseUrl}/instances/${encodeURIComponent(instanceId).replaceAll('%3A', ':')}`;
      const withReason = (verb: string): string => `${instance}/${verb}?reason={text}&${hub}`;
      return {
        id: instanceId,
        statusQueryGetUri: `${instance}?${hub}`,
        sendEventPostUri: `${instance}/raiseEvent/{eventName}?${hub}`,
        terminatePostUri: withReason('terminate'),
        ...(withRewind ? { rewindPostUri: withReason('rewind') } : {}),
        purgeHistoryDeleteUri: `${instance}?${hub}`,
        restartPostUri: `${instance}/restart?${hub}`,
        suspendPostUri: withReason('suspend'),
        resumePostUri: withReason('resume'),
      };
    },
    creation() {
      const start = `${baseUrl}/orchestrators/{functionName}[/{instanceId}]`;
      const wait = withKey('timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}');
      return {
        createNewInstancePostUri: withQuery(start, requiredQuery),
        createAndWaitOnNewInstancePostUri: `${start}?${wait}`,
      };
    },
  };
}
