/** What the user service's objects look like, for the record of who changed them. */
import type { userApi } from "@shop/contracts/user/api";
import type { Shown } from "@shop/kit/acts/shown";
import type { AccountStore } from "../accounts/account-store.ts";
import type { ApiKeyStore } from "../api-keys/api-key-store.ts";
import { toPublicApiKey } from "../api-keys/api-key.ts";
import { toManagedUser } from "../managed-users/managed-user.ts";
import type { SessionStore } from "../sessions/session-store.ts";

type ShownDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly sessions: Pick<SessionStore, "find">;
  readonly findKey: ApiKeyStore["find"];
};

export const showObjects = ({ accounts, sessions, findKey }: ShownDeps): Shown<typeof userApi> => ({
  user: async (id) => {
    const account = await accounts.find(id);
    return account && toManagedUser(account);
  },
  session: async (id) => {
    const session = await sessions.find(id);
    if (!session) return undefined;
    const { holder, createdAt, end } = session;
    const endedAt = end === null ? null : end.at.toISOString();
    return { userId: holder.id, createdAt: createdAt.toISOString(), endedAt };
  },
  apiKey: async (id) => {
    const key = await findKey(id);
    return key && toPublicApiKey(key);
  },
});
