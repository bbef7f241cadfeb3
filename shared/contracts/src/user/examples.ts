/** Requests of people in the demo shop. */
import type { ExamplesOf } from "../language/example.ts";
import type { userApi } from "./api.ts";

export const userExamples: ExamplesOf<typeof userApi> = {
  register: { body: { email: "alice@example.com", name: "Alice", password: "three-quiet-green-lamps" } },
  logIn: { body: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" } },
  verifyEmail: { body: { token: "the-token-of-your-mail" } },
  refresh: { body: { refreshToken: "the-refreshToken-of-your-last-answer" } },
};
