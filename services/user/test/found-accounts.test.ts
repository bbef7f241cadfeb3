/** Accounts as an admin looks for them: by what their address begins with. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { enterAsAdmin, type Entered } from "./admin.ts";
import { registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let admin: Entered;
beforeAll(async () => {
  user = await runUser();
  admin = await enterAsAdmin(user);
});
afterAll(() => user[Symbol.asyncDispose]());

const byText = (a: string, b: string) => a.localeCompare(b);

test("accounts are found by what the address begins with, whatever is in it", async () => {
  const mark = crypto.randomUUID().slice(0, 8);
  const emails = ["Ann", "an.na", "an+na", "bob"].map((name) => `${name}.${mark}@example.com`);
  for (const email of emails) await registered(user, { email });
  const found = async (email: string) =>
    (await user.api.listUsers({ query: { email, limit: 100 }, token: admin.token })).body.items
      .map((each) => each.email)
      .filter((each) => each.includes(mark));
  expect(await found("an")).toEqual([emails[2], emails[1], emails[0]]);
  expect(await found("AN+")).toEqual([emails[2]]);
  expect(await found("an.n")).toEqual([emails[1]]);
  expect(await found(emails[3]!)).toEqual([emails[3]]);
  for (const odd of [".*", "^an", "a.na", "an(", "[a-z]", "$ne", "an|bob", "\\", mark])
    expect(await found(odd)).toEqual([]);
  const query = { email: "a", limit: 1 };
  const { next } = (await user.api.listUsers({ query, token: admin.token })).body;
  const second = { ...query, cursor: next! };
  expect((await user.api.listUsers({ query: second, token: admin.token })).status).toBe(200);
  const foreign = { email: "b", cursor: next! };
  expect((await user.api.listUsers({ query: foreign, token: admin.token })).status).toBe(400);
});

test("a domain in Unicode is found by what it begins with, typed in Unicode or in ASCII", async () => {
  const mark = `i.${crypto.randomUUID().slice(0, 8)}`;
  // köln-x.example, mail.köln.example and köln.example, as their mail server has them.
  const domains = [
    "xn--kln-x-jua.example",
    "mail.xn--kln-sna.example",
    "xn--kln-sna.example",
    "koeln.example",
  ];
  const emails = domains.map((domain) => `${mark}@${domain}`);
  for (const email of emails) await registered(user, { email });
  const [dashed = "", below = "", bare = "", plain = ""] = emails;
  const found = async (domain: string) => {
    const query = { email: `${mark}@${domain}`, limit: 100, count: "true" } as const;
    const { items, total } = (await user.api.listUsers({ query, token: admin.token })).body;
    expect(total).toEqual({ value: items.length, exact: true });
    return items.map((each) => each.email).toSorted(byText);
  };
  const inUnicode = [dashed, bare].toSorted(byText);
  expect(await found("kö")).toEqual(inUnicode);
  expect(await found("KO\u0308ln")).toEqual(inUnicode);
  expect(await found("köln-")).toEqual([dashed]);
  expect(await found("köln-x.example")).toEqual([dashed]);
  expect(await found("xn--kln-sna.ex")).toEqual([bare]);
  expect(await found("mail.k")).toEqual([below]);
  expect(await found("k")).toEqual([...inUnicode, plain].toSorted(byText));
  expect(await found("köln.examples")).toEqual([]);
});
