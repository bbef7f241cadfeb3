/** Requests of people in the demo shop. */
import type { ExamplesOf } from "../language/example.ts";
import type { userApi } from "./api.ts";

export const userExamples: ExamplesOf<typeof userApi> = {
  register: { body: { email: "alice@example.com", name: "Alice", password: "three-quiet-green-lamps" } },
  logIn: { body: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" } },
  verifyEmail: { body: { token: "the-token-of-your-mail" } },
  updateMe: { body: { name: "Alice Liddell" } },
  changePassword: {
    body: { currentPassword: "alice-of-the-shop", newPassword: "three-quiet-green-lamps" },
  },
  forgotPassword: { body: { email: "alice@example.com" } },
  resetPassword: { body: { token: "the-token-of-your-mail", password: "three-quiet-green-lamps" } },
  endSession: { params: { id: "the-id-of-a-session" } },
  addAddress: {
    body: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  },
  updateAddress: { params: { id: "the-id-of-an-address" }, body: { isDefault: true } },
  removeAddress: { params: { id: "the-id-of-an-address" } },
  refresh: { body: { refreshToken: "the-refreshToken-of-your-last-answer" } },
};
