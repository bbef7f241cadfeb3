import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { order } from "./a-checkout.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const path = `/order/${order.id}`;

test("an order of somebody else is as one that there is not, for whoever asks", async () => {
  web.order.refuse("getOrder", { status: 404, code: "order.not_found" });
  const [mine, nobodys] = [await web.browserOf().open(path), await web.browser().open(path)];
  for (const page of [mine, nobodys]) {
    expect([page.status, page.heading]).toEqual([404, "We cannot show you this order"]);
    expect(page.text).toContain("for a guest, in the browser that it was bought with");
    expect(page.texts("main a")).toEqual(["Sign in", "Find an order"]);
    expect(page.html).not.toContain(order.number);
  }
  expect((await web.browserOf().open(`${path}/invoice`)).status).toBe(404);
  expect((await web.browserOf().open(`${path}/cancel`)).status).toBe(404);
});

test("a mail's link shows its order to whoever has it, and what only its owner may is not offered", async () => {
  const page = await web.browser().open(`${path}?access=token-of-a-link`);
  expect([page.status, page.heading]).toEqual([200, `Order ${order.number}`]);
  expect(web.order.asked("getOrder")[0]?.query).toEqual({ access: "token-of-a-link" });
  expect(web.order.asked("getTimeline")[0]?.query).toMatchObject({ access: "token-of-a-link" });
  expect(page.texts("main a")).not.toContain("Cancel this order");
  expect(page.texts("main a")).not.toContain("Invoice");
  expect(page.html).toContain(`${path}/stream?access=token-of-a-link&amp;after=1`);
});

test("whose order it is comes by a link to their own page of it, and somebody else sees what the link shows", async () => {
  const link = `${path}?access=token-of-a-link`;
  const own = await web.browserOf({ role: "guest" }).open(link);
  expect([own.status, own.path]).toEqual([200, path]);
  expect(own.texts("main a")).toContain("Cancel this order");
  web.order.answer("getOrder", ({ query }: FakeCall) =>
    query["access"] === undefined ? refusal({ status: 404, code: "order.not_found" }) : order,
  );
  const others = await web.browserOf().open(link);
  expect([others.status, others.path, others.heading]).toEqual([200, link, `Order ${order.number}`]);
  expect(others.texts("main a")).not.toContain("Cancel this order");
});

test("an order is found by its number: the answer is the same whatever there is", async () => {
  const asked = await web.browser().open("/find-order");
  const typed = { number: "7F3K9QX2AB", email: "alice@example.com" };
  const page = await asked.submit("/find-order", typed);
  expect([page.status, page.path]).toEqual([200, "/find-order?sent=yes"]);
  expect(page.texts(".notice").join()).toContain("If there is such an order, a link is on its way");
  expect(web.order.asked("lookUpOrder")[0]?.body).toEqual(typed);
  expect(page.headers["set-cookie"]).toBeUndefined();
});

test("asked for too often, it says in how many seconds, and keeps what was typed", async () => {
  web.order.refuse("lookUpOrder", { status: 429, code: "order.too_many_lookups", retryAfterS: 90 });
  const page = await (
    await web.browser().open("/find-order")
  ).submit("/find-order", { number: "7F3K9QX2AB", email: "alice@example.com" });
  expect(page.status).toBe(429);
  expect(page.texts(".notice")).toEqual(["That was asked for too often. Try again in 90 seconds."]);
  expect(page.form("/find-order").values["number"]).toEqual(["7F3K9QX2AB"]);
});

test("a number and an address that are missing or wrong are asked for at once", async () => {
  const asked = await web.browser().open("/find-order");
  const page = await asked.submit("/find-order", { email: "nobody" });
  expect([page.status, page.texts("[data-focus] a")]).toEqual([
    400,
    ["Enter order number", "E-mail must be an e-mail address"],
  ]);
});
