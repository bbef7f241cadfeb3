import type { accountsApi } from "@shop/contracts/user/accounts";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toUser, type Account } from "./account.ts";
import { editAccount, type EditAccountDeps } from "./edit-account.ts";
import { getAccount } from "./get-account.ts";

export const accountRoutes = (deps: EditAccountDeps): Handlers<typeof accountsApi> => ({
  getMe: async ({ user }) => withAccount(await getAccount(deps, user.id)),

  updateMe: async ({ user, body, expect }) =>
    withAccount(await editAccount(deps, { id: user.id, patch: body, expect })),
});

function withAccount(account: Account) {
  const me = toUser(account);
  return reply(me, { etag: me.version });
}
