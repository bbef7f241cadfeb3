import type { signInPages } from "@shop/contracts/web/sign-in";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import { chooseAnew, sendMail, showForgotten, showReset } from "../forgotten/choose-anew.ts";
import { register, showRegister, showVerify, verify, type JoiningDeps } from "../joining/join.ts";
import { answerStep, enterShop, showSignIn, type SignInDeps } from "./enter-shop.ts";
import { leaveShop } from "./leave-shop.ts";

export const signInRoutes = (deps: SignInDeps & JoiningDeps): Handlers<typeof signInPages> => ({
  signInPage: async ({ query, ...asked }) => toReply(await showSignIn(deps, asked, query)),
  signIn: async ({ form, ...asked }) => toReply(await enterShop(deps, asked, form)),
  answerSecondFactor: async ({ form, ...asked }) => toReply(await answerStep(deps, asked, form)),
  signOut: async (asked) => toReply(await leaveShop(deps, asked)),

  registerPage: async ({ query }) => toReply(showRegister(deps, query)),
  register: async ({ form, ...asked }) => toReply(await register(deps, asked, form)),
  verifyEmailPage: async ({ query }) => toReply(showVerify(deps, query.token)),
  verifyEmail: async ({ form, ...asked }) => toReply(await verify(deps, asked, form)),

  forgotPasswordPage: async ({ query }) => toReply(showForgotten(deps, query)),
  forgotPassword: async ({ form, ...asked }) => toReply(await sendMail(deps, asked, form)),
  resetPasswordPage: async ({ query }) => toReply(showReset(deps, query.token)),
  resetPassword: async ({ form, ...asked }) => toReply(await chooseAnew(deps, asked, form)),
});
