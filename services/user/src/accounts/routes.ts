import type { userApi } from "@shop/contracts/user/api";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toUser } from "./account.ts";
import { getAccount, type GetAccountDeps } from "./get-account.ts";

export const accountRoutes = (deps: GetAccountDeps): Pick<Handlers<typeof userApi>, "getMe"> => ({
  getMe: async ({ user }) => {
    const me = toUser(await getAccount(deps, user.id));
    return reply(me, { etag: me.version });
  },
});
