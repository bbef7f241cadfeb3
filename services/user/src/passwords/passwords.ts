/** Passwords, whatever hashes them. */
/** `known` is for those whom a flood of others must not make wait: keep it to what cannot be flooded. */
export type Lane = "open" | "known";

export type Passwords = {
  /** Throws `auth.busy` when too many wait to be hashed. */
  hash(password: string): Promise<string>;
  /** False for an absent hash, after the same work. Throws `auth.busy` as `hash` does. */
  verify(hash: string | undefined, password: string, lane?: Lane): Promise<boolean>;
  /** Whether `verify` would refuse whoever comes now. */
  isFull(lane: Lane): boolean;
  /** Whether the hash is weaker than one that would be made now. */
  isOutdated(hash: string): boolean;
};
