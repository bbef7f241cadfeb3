/** Passwords, whatever hashes them. */
export type Passwords = {
  /** Throws `auth.busy` when too many wait to be hashed. */
  hash(password: string): Promise<string>;
  /** False for an absent hash, after the same work. Throws `auth.busy` as `hash` does. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
};
