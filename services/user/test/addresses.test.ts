import { afterAll, beforeAll, expect, test } from "vitest";
import { runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const berlin = { name: "Ana", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" };

async function someone() {
  const { accessToken: token } = await signedIn(user);
  const add = (changes: object = {}) => user.api.addAddress({ token, body: { ...berlin, ...changes } });
  const all = async () => (await user.api.listAddresses({ token })).body.items;
  return { token, add, all };
}

test("the first address is the default one, and another can take its place", async () => {
  const { token, add, all } = await someone();
  const first = await add();
  expect(first).toMatchObject({ status: 201, body: { ...berlin, isDefault: true, version: 1 } });
  expect(first.headers.get("location")).toBe(`/me/addresses/${first.body.id}`);
  const second = await add({ line2: "Door 2", isDefault: true });
  expect((await all()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
    [second.body.id, true],
    [first.body.id, false],
  ]);
  await user.api.removeAddress({ token, params: { id: second.body.id } });
  expect(await all()).toMatchObject([{ id: first.body.id, isDefault: true }]);
});

test("a change says what is different, null takes a part away, and a stale one is refused", async () => {
  const { token, add } = await someone();
  const { body, headers } = await add({ line2: "Door 2" });
  const change = (patch: object, etag?: string | null) =>
    user.api.updateAddress({
      token,
      params: { id: body.id },
      body: patch,
      headers: etag ? { "If-Match": etag } : {},
    });
  const seen = headers.get("etag");
  const changed = await change({ line2: null, city: "Potsdam" }, seen);
  expect(changed.body).toEqual({ ...berlin, city: "Potsdam", id: body.id, isDefault: true, version: 2 });
  expect((await change({ city: "Bonn" }, seen)).problem).toMatchObject({ status: 412 });
  expect((await change({ city: "Potsdam" })).body.version).toBe(2);
});

test("one can be read where its answer says that it is, and is nobody else's", async () => {
  const { token, add } = await someone();
  const { body, headers } = await add();
  const read = (by: string) => user.api.getAddress({ token: by, params: { id: body.id } });
  const found = await read(token);
  expect(found).toMatchObject({ status: 200, body });
  expect(found.headers.get("etag")).toBe(headers.get("etag"));
  const stranger = await someone();
  expect((await read(stranger.token)).problem).toMatchObject({ status: 404, code: "address.not_found" });
});

test.each([
  ["a country that does not exist", { country: "UK" }, "country"],
  ["no postcode where there is one", { postalCode: null }, "postalCode"],
  ["a line break in the name", { name: "Ana\nBcc: all" }, "name"],
  ["a field that nobody knows", { phone: "1" }, ""],
])("%s is refused with its path", async (_what, changes, path) => {
  const { add } = await someone();
  const { problem } = await add(changes);
  expect(problem?.status).toBe(400);
  expect(JSON.stringify(problem?.errors)).toContain(path);
});

test("somebody else's address is one that is not there", async () => {
  const [ana, ben] = [await someone(), await someone()];
  const { id } = (await ana.add()).body;
  const params = { id };
  const tried = [
    await user.api.updateAddress({ token: ben.token, params, body: { city: "Bonn" } }),
    await user.api.removeAddress({ token: ben.token, params }),
  ];
  for (const { problem } of tried) expect(problem).toMatchObject({ status: 404, code: "address.not_found" });
  expect(await ana.all()).toHaveLength(1);
});

test("20 at once are all there, one of them the default, page by page; a book has an end", async () => {
  const { token, add, all } = await someone();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => add({ line1: `Street ${index}`, isDefault: true })),
  );
  const { body } = await user.api.listAddresses({ token, query: { limit: "15" } });
  const rest = await user.api.listAddresses({ token, query: { limit: "15", cursor: body.next ?? "" } });
  const found = [...body.items, ...rest.body.items];
  expect(new Set(found.map(({ line1 }) => line1)).size).toBe(20);
  expect(found.filter(({ isDefault }) => isDefault)).toEqual([found[0]]);
  for (let more = 20; more < 50; more += 1) await add();
  expect((await add()).problem).toMatchObject({ status: 409, code: "address.too_many" });
  expect(await all()).toHaveLength(20);
});
