import { expect, test } from "vitest";
import type { Account } from "../accounts/account.ts";
import { findHolder } from "./find-holder.ts";
import type { Session } from "./session.ts";

const account = { id: "alice", credential: 2 } as Account;
const seen = { id: "s", holder: { kind: "account", id: "alice" }, credential: 1 } as const;

const holderWhen = (session: Partial<Session> | undefined) =>
  findHolder(
    {
      accounts: { find: async () => account },
      sessions: { find: async () => session && ({ ...seen, end: null, ...session } as Session) },
    },
    seen,
  );

test("a session whose owner chooses another password meanwhile goes on with it", async () => {
  expect(await holderWhen({ credential: 2 })).toBe(account);
});

test("a session that began with the password of before is nobody's", async () => {
  expect(await holderWhen({})).toBeUndefined();
  expect(await holderWhen(undefined)).toBeUndefined();
  const end = { at: new Date(), reason: "ended_by_owner" } as const;
  expect(await holderWhen({ credential: 2, end })).toBeUndefined();
});
