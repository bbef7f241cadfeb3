import { userEvents } from "@shop/contracts/user/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  user = open.use(await runUser());
  ear = open.use(await listenTo(user.amqpUrl, userEvents));
});
afterAll(() => open[Symbol.asyncDispose]());

test("a name is changed for who has seen the account, and announced", async () => {
  const { accessToken: token, user: me } = await signedIn(user);
  const { headers } = await user.api.getMe({ token });
  const rename = (name: string) =>
    user.api.updateMe({ token, body: { name }, headers: { "If-Match": headers.get("etag") ?? "" } });
  expect((await rename("Ana Maria")).body).toMatchObject({ name: "Ana Maria", version: 2 });
  expect((await ear.eventsOf(me.id, 3)).at(-1)).toMatchObject({ name: "user.updated" });
  expect((await rename("Anna")).problem).toMatchObject({ status: 412 });
  const more = { name: "Ana", roles: ["admin"] };
  expect((await user.api.updateMe({ token, body: more as never })).problem).toMatchObject({ status: 400 });
});
