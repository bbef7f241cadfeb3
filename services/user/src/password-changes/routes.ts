import type { passwordsApi } from "@shop/contracts/user/passwords";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { clientOf } from "../sessions/client-provider.ts";
import { changePassword, type ChangePasswordDeps } from "./change-password.ts";
import { forgotPassword, type ForgotPasswordDeps } from "./forgot-password.ts";
import { resetPassword, type ResetPasswordDeps } from "./reset-password.ts";

export type PasswordDeps = ChangePasswordDeps & ForgotPasswordDeps & ResetPasswordDeps;

export const passwordRoutes = (deps: PasswordDeps): Handlers<typeof passwordsApi> => ({
  changePassword: ({ user, body, meta }) => {
    const { id, sessionId } = user;
    const { address } = meta;
    return changePassword(deps, { id, sessionId, address, client: clientOf(meta), ...body });
  },

  forgotPassword: async ({ body }) => {
    await forgotPassword(deps, body.email);
    return { status: "accepted" };
  },

  resetPassword: ({ body, meta }) =>
    resetPassword(deps, { ...body, address: meta.address, client: clientOf(meta) }),
});
