/** What Azurite's process tells its parent, once. */
export type AzuriteReply =
  | { readonly kind: 'ready'; readonly blobUrl: string; readonly queueUrl: string; readonly tableUrl: string }
  | { readonly kind: 'failed'; readonly service: string; readonly inUse: boolean; readonly why: string };
