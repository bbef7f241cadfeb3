import { expect, test } from "vitest";
import type { Account } from "../accounts/account.ts";
import { logIn, type LogInDeps } from "./log-in.ts";

const client = { device: "Firefox on Linux", place: "192.0.2.1" };
const attempt = { email: "ana@example.com", password: "a wrong password", address: "192.0.2.1", client };

/** What a login that fails asks of the outside, in order. */
async function callsOf(account: Account | undefined): Promise<readonly string[]> {
  const calls: string[] = [];
  const noting = (name: string, result?: unknown) => async () => {
    calls.push(name);
    return result;
  };
  const deps = {
    accounts: { findToSignIn: noting("find", account && { account, knownBy: undefined }) },
    passwords: { verify: noting("verify", false) },
    throttle: { admit: noting("admit", { lane: "open", forgive: noting("forgive") }) },
    now: () => new Date(),
    record: () => calls.push("record"),
  } as unknown as LogInDeps;
  await expect(logIn(deps, attempt)).rejects.toMatchObject({ code: "auth.invalid_credentials" });
  return calls;
}

test("a login that fails does the same work whether or not the address has an account", async () => {
  const account = { id: "user-1", passwordHash: "$argon2id$…" } as Account;
  expect(await callsOf(account)).toEqual(["find", "admit", "verify", "record"]);
  expect(await callsOf(undefined)).toEqual(await callsOf(account));
});
