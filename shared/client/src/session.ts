/** Being signed in for longer than an access token lasts. */
import { Refused } from "./refusal.ts";

export type Tokens = {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
};

export type Session = {
  /** A token that is good for a while yet. Throws what renewing it threw. */
  readonly token: () => Promise<string>;
  /** One in place of this, which was refused; another call may have brought it already. */
  readonly renew: (refused: string) => Promise<string>;
};

/** So long before its end a token is renewed: a call that is sent with it has time to arrive. */
const leadMs = 30_000;

/**
 * `refresh`: exchanges a refresh token, which is good once. However many calls need a new token, it is used by one of
 * them; a refusal ends the session for all. `onRenewed` is where tokens are kept that are to outlive this process: it is
 * told before the first of them is used.
 */
export function createSession(
  tokens: Tokens,
  refresh: (refreshToken: string) => Promise<Tokens>,
  { onRenewed }: { readonly onRenewed?: (tokens: Tokens) => void | Promise<void> } = {},
): Session {
  let known = { ...tokens, until: untilOf(tokens) };
  let renewing: Promise<string> | undefined;
  let ended: Refused | undefined;
  /** Of which `onRenewed` has not heard, or has failed: nobody may use them. */
  let untold: Tokens | undefined;

  const exchange = async (): Promise<string> => {
    if (ended) throw ended;
    try {
      if (!untold) {
        untold = await refresh(known.refreshToken);
        known = { ...untold, until: untilOf(untold) };
      }
      await onRenewed?.(untold);
      untold = undefined;
      return known.accessToken;
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 401) ended = error;
      throw error;
    }
  };
  const renew = (): Promise<string> =>
    (renewing ??= exchange().finally(() => {
      renewing = undefined;
    }));

  const isSettled = (): boolean => !ended && !renewing && !untold;

  return {
    token: async () => (isSettled() && Date.now() < known.until ? known.accessToken : renew()),
    renew: async (refused) => (isSettled() && refused !== known.accessToken ? known.accessToken : renew()),
  };
}

const untilOf = ({ expiresIn }: Tokens): number => Date.now() + expiresIn * 1_000 - leadMs;
