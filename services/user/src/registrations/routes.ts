import type { userApi } from "@shop/contracts/user/api";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { register, type RegisterDeps } from "./register.ts";
import { verifyEmail, type VerifyEmailDeps } from "./verify-email.ts";

export const registrationRoutes = (
  deps: RegisterDeps & VerifyEmailDeps,
): Pick<Handlers<typeof userApi>, "register" | "verifyEmail"> => ({
  register: async ({ body }) => {
    await register(deps, body);
    return { status: "accepted" };
  },

  verifyEmail: ({ body }) => verifyEmail(deps, body.token),
});
