import type { secondFactorsApi } from "@shop/contracts/user/second-factors";
import type { Caller } from "@shop/kit/auth/tokens";
import { reply, type Handlers, type Meta } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageOfAll } from "@shop/kit/paging/whole-list";
import { clientOf } from "../sessions/client-provider.ts";
import { addFactor, type AddFactorDeps } from "./add-factor.ts";
import { confirmFactor, type ConfirmFactorDeps } from "./confirm-factor.ts";
import { listFactors, makeRecoveryCodes, removeFactor, type MyFactorsDeps } from "./my-factors.ts";
import type { Owner } from "./require-proof.ts";

export type SecondFactorDeps = AddFactorDeps & ConfirmFactorDeps & MyFactorsDeps;

export const secondFactorRoutes = (
  deps: SecondFactorDeps,
  cursors: Cursors,
): Handlers<typeof secondFactorsApi> => ({
  listSecondFactors: async ({ user, query }) => {
    const { factors, recoveryCodesLeft } = await listFactors(deps, user.id);
    const page = pageOfAll(cursors, `second-factors:${user.id}`, factors, query);
    return reply({ ...page, recoveryCodesLeft }, { next: page.next });
  },

  addSecondFactor: ({ user, body, meta }) => addFactor(deps, toOwner(user, meta), body.kind),

  confirmSecondFactor: ({ user, params, body, meta }) =>
    confirmFactor(deps, toOwner(user, meta), params.id, body),

  removeSecondFactor: ({ user, params, body, meta }) =>
    removeFactor(deps, toOwner(user, meta), { ...params, ...body }),

  makeRecoveryCodes: async ({ user, meta }) => ({
    codes: await makeRecoveryCodes(deps, toOwner(user, meta)),
  }),
});

const toOwner = ({ id, sessionId }: Caller, meta: Meta): Owner => ({
  id,
  sessionId,
  address: meta.address,
  client: clientOf(meta),
});
