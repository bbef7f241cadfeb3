import type { accountsApi } from "@shop/contracts/user/accounts";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toUser } from "./account.ts";
import { getAccount, type GetAccountDeps } from "./get-account.ts";

export const accountRoutes = (deps: GetAccountDeps): Handlers<typeof accountsApi> => ({
  getMe: async ({ user }) => {
    const me = toUser(await getAccount(deps, user.id));
    return reply(me, { etag: me.version });
  },
});
