/** A request that names its intent by a key, so that it may be repeated: what it makes carries the key. */
export type KeyedRequest = {
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: string;
  /** Set: the change was made by an earlier request that never answered; answer for it. */
  readonly objectId?: string;
};
