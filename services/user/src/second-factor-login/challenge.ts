/** What somebody who wants to sign in has to answer still. Pure: no clock, no database. */
export type Challenge = {
  /** Whose password was right; null: nobody's was asked for, a passkey says who it is. */
  readonly account: { readonly id: string; readonly credential: number } | null;
  readonly expiresAt: Date;
};

const goodForMs = 5 * 60_000;

/** Answers that may be wrong, or come at the same time. */
export const maxAnswers = 5;

export const challenge = (account: Challenge["account"], now: Date): Challenge => ({
  account: account && { id: account.id, credential: account.credential },
  expiresAt: new Date(now.getTime() + goodForMs),
});
