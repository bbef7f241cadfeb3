import { expect, test } from "vitest";
import type { Account } from "../accounts/account.ts";
import { logIn, type LogInDeps } from "./log-in.ts";

const client = { device: "Firefox on Linux", place: "192.0.2.1" };
const attempt = { email: "ana@example.com", password: "a wrong password", address: "192.0.2.1", client };

/** What a login that fails asks of the outside, in order. */
async function callsOf(
  account: Account | undefined,
  { knownBy, isFull = false }: { readonly knownBy?: "sign_in"; readonly isFull?: boolean } = {},
): Promise<readonly string[]> {
  const calls: string[] = [];
  const noting = (name: string, result?: unknown) => async () => {
    calls.push(name);
    return result;
  };
  const deps = {
    accounts: { findToSignIn: noting("find", account && { account, knownBy }) },
    passwords: { verify: noting("verify", false), isFull: () => isFull },
    throttle: { admit: noting("admit", { lane: "open", forgive: noting("forgive"), end() {} }) },
    now: () => new Date(),
    record: () => calls.push("record"),
  } as unknown as LogInDeps;
  const code = isFull && !knownBy ? "auth.busy" : "auth.invalid_credentials";
  await expect(logIn(deps, attempt)).rejects.toMatchObject({ code });
  return calls;
}

const account = { id: "user-1", passwordHash: "$argon2id$…" } as Account;

test("a login that fails does the same work whether or not the address has an account", async () => {
  expect(await callsOf(account)).toEqual(["find", "admit", "verify", "record"]);
  expect(await callsOf(undefined)).toEqual(await callsOf(account));
});

test("where too many wait already nothing is counted, and the owner is not turned away", async () => {
  expect(await callsOf(account, { isFull: true })).toEqual(["find"]);
  expect(await callsOf(undefined, { isFull: true })).toEqual(["find"]);
  const atHome = { knownBy: "sign_in", isFull: true } as const;
  expect(await callsOf(account, atHome)).toEqual(["find", "admit", "verify", "record"]);
});
