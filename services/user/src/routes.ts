import type { userApi } from "@shop/contracts/user/api";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toUser } from "./accounts/account.ts";
import { getAccount } from "./accounts/get-account.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import type { RegistrationDeps } from "./registrations/deps.ts";
import { register } from "./registrations/register.ts";
import { verifyEmail } from "./registrations/verify-email.ts";
import type { SessionDeps } from "./sessions/deps.ts";
import { enterAsGuest } from "./sessions/enter-as-guest.ts";
import { logIn } from "./sessions/log-in.ts";
import { logOut } from "./sessions/log-out.ts";
import { refreshSession } from "./sessions/refresh-session.ts";

export type UserDeps = RegistrationDeps & SessionDeps & { readonly keyRing: KeyRing };

export const userRoutes = (deps: UserDeps): Handlers<typeof userApi> => ({
  enterAsGuest: () => enterAsGuest(deps),

  register: async ({ body }) => {
    await register(deps, body);
    return { status: "accepted" };
  },

  verifyEmail: ({ body }) => verifyEmail(deps, body.token),

  logIn: ({ body, meta }) => logIn(deps, { ...body, address: meta.address }),

  refresh: ({ body, meta }) => refreshSession(deps, { ...body, address: meta.address }),

  logOut: ({ user }) => logOut(deps, user.sessionId),

  getPublicKeys: () => deps.keyRing.publicKeys(),

  getMe: async ({ user }) => {
    const me = toUser(await getAccount(deps, user.id));
    return reply(me, { etag: me.version });
  },
});
