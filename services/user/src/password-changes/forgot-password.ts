import type { ResetStore } from "./reset-store.ts";

/** Without the accounts: what a request does not look at, its answer and its time cannot tell. */
export type ForgotPasswordDeps = {
  readonly resets: Pick<ResetStore, "ask">;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** Whether the address has an account is found out when its mail is written. */
export const forgotPassword = ({ resets, now, newId }: ForgotPasswordDeps, email: string): Promise<void> =>
  resets.ask({ id: newId(), email, owedAt: now() });
