/** What this process knows of browsers that were here lately: never whether their session is alive. */
import { LRUCache } from "lru-cache";
import { tokenKey } from "../sessions/session-rows.ts";
import type { Holder } from "../sessions/session.ts";
import type { GivenToken } from "./browser-session.ts";

export type Acquainted = {
  readonly sessionId: string;
  readonly holder: Holder;
  /** The one that is being made, too: of many who ask at once, one has it signed. */
  given?: Promise<GivenToken> | undefined;
  notedAt?: Date | undefined;
};

export type GivenTokenStore = {
  readonly find: (secret: string) => Acquainted | undefined;
  readonly keep: (secret: string, acquainted: Acquainted) => Acquainted;
  readonly forget: (secret: string) => void;
};

/** Of one kilobyte each. */
const most = 10_000;

export function createGivenTokenStore(): GivenTokenStore {
  const known = new LRUCache<string, Acquainted>({ max: most });
  return {
    find: (secret) => known.get(tokenKey(secret, "browser")),
    keep: (secret, acquainted) => {
      const key = tokenKey(secret, "browser");
      // Who came first is whom those who come together share.
      const present = known.get(key);
      if (present) return present;
      known.set(key, acquainted);
      return acquainted;
    },
    forget: (secret) => void known.delete(tokenKey(secret, "browser")),
  };
}
