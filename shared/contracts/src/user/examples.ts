/** Requests of people in the demo shop. */
import type { ExamplesOf } from "../language/example.ts";
import type { userApi } from "./api.ts";

export const userExamples: ExamplesOf<typeof userApi> = {
  register: { body: { email: "alice@example.com", name: "Alice", password: "three-quiet-green-lamps" } },
  logIn: { body: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" } },
  verifyEmail: { body: { token: "the-token-of-your-mail" } },
  updateMe: { body: { name: "Alice Liddell" } },
  changePassword: {
    body: { currentPassword: "the-password-of-your-account", newPassword: "three-quiet-green-lamps" },
  },
  forgotPassword: { body: { email: "alice@example.com" } },
  resetPassword: { body: { token: "the-token-of-your-mail", password: "three-quiet-green-lamps" } },
  endSession: { params: { id: "the-id-of-your-session" } },
  createApiKey: { body: { name: "Warehouse", scopes: ["catalog:write", "orders:read"] } },
  updateUser: { params: { id: "the-id-of-your-user" }, body: { roles: ["staff"] } },
  getUser: { params: { id: "the-id-of-your-user" } },
  listUserSessions: { params: { id: "the-id-of-your-user" } },
  endUserSession: { params: { id: "the-id-of-your-user", sessionId: "the-id-of-your-session" } },
  endUserSessions: { params: { id: "the-id-of-your-user" } },
  removeUserFactors: { params: { id: "the-id-of-your-user" } },
  addAddress: {
    body: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  },
  updateAddress: { body: { isDefault: true } },
  addSecondFactor: { body: { kind: "totp" } },
  confirmSecondFactor: { body: { code: "the-code-of-your-app" } },
  removeSecondFactor: { body: { password: "the-password-of-your-account" } },
  answerChallenge: { body: { challenge: "the-challenge-of-your-login", code: "the-code-of-your-app" } },
  requestErasure: { body: { password: "the-password-of-your-account" } },
  getErasure: {
    params: { id: "the-id-of-your-erasure" },
    query: { access: "the-access-of-your-answer" },
  },
  refresh: { body: { refreshToken: "the-refreshToken-of-your-last-answer" } },
};
