import type { peopleApi, privacyApi } from "@shop/contracts/user/privacy";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { AccountStore } from "../accounts/account-store.ts";
import { toPublicErasure, type Erasure } from "./erasure.ts";
import { privacyErrors } from "./errors.ts";
import { exportMe, type ExportDeps } from "./export-me.ts";
import type { ErasureStore } from "./erasure-store.ts";
import type { HeldStore } from "./held-store.ts";
import type { ErasureLinks } from "./link-keys.ts";
import { requestErasure, type RequestErasureDeps } from "./request-erasure.ts";

export type PrivacyDeps = RequestErasureDeps &
  ExportDeps & {
    readonly accounts: Pick<AccountStore, "find">;
    readonly erasures: Pick<ErasureStore, "find" | "findOf">;
    readonly held: Pick<HeldStore, "accountsAmong">;
    readonly links: ErasureLinks;
  };

export const privacyRoutes = (deps: PrivacyDeps): Handlers<typeof privacyApi & typeof peopleApi> => ({
  exportMe: async ({ user }) =>
    reply(exportMe(deps, user.id), {
      headers: { "Content-Disposition": 'attachment; filename="supercoolshop.json"' },
    }),

  requestErasure: async ({ user, body: { password }, meta: { address } }) => {
    const erasure = await requestErasure(deps, {
      userId: user.id,
      sessionId: user.sessionId,
      password,
      address,
    });
    return reply(toPublicErasure(erasure), { location: deps.links.linkOf(erasure.id) });
  },

  getMyErasure: async ({ user }) => show(await deps.erasures.findOf(user.id)),

  getErasure: async ({ params: { id }, query: { access } }) =>
    show(deps.links.isGood(access, id) ? await deps.erasures.find(id) : undefined),

  getPerson: async ({ params: { id } }) => {
    const account = await deps.accounts.find(id);
    return { email: account?.closed ? account.email : null };
  },

  findAccounts: async ({ body: { ids } }) => ({ ids: await deps.held.accountsAmong(ids) }),
});

function show(erasure: Erasure | undefined) {
  if (!erasure) throw privacyErrors.notFound();
  return toPublicErasure(erasure);
}
