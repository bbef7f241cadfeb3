import { cover } from "@shop/contracts/catalog/examples";
import { refusal } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { inBag, line } from "./a-bag.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

test("the first thing in the bag makes a guest, and the badge counts it", async () => {
  const visitor = web.browser();
  web.order.answer("addCartLine", inBag({ lines: [{ ...line, quantity: 3 }] }));
  web.order.answer("getCart", inBag({ lines: [{ ...line, quantity: 3 }] }));
  const page = await visitor.post("/bag/lines", { sku: line.sku, quantity: "3" });
  expect(page.path).toBe(`/bag?added=${line.sku}`);
  expect(page.text).toContain(`${line.name} is in your bag.`);
  expect(visitor.cookies.get("badge")?.value).toBe("3.out");
  expect(visitor.cookies.get("session")?.attributes).toHaveProperty("httponly");
  expect(web.user.asked("enterAsGuest")).toHaveLength(1);
  await visitor.post("/bag/lines", { sku: line.sku });
  expect(web.user.asked("enterAsGuest")).toHaveLength(1);
  expect(web.order.asked("addCartLine").map(({ body }) => body)).toEqual([
    { sku: line.sku, quantity: 3 },
    { sku: line.sku, quantity: 1 },
  ]);
});

test.each([
  ["/p/soft-touch-phone-cover?sku=66432-BLK", "/p/soft-touch-phone-cover?sku=66432-BLK"],
  ["//evil.example/", `/bag?added=${line.sku}`],
  ["/\\evil.example/", `/bag?added=${line.sku}`],
  ["https://evil.example/", `/bag?added=${line.sku}`],
  ["/a\tb", `/bag?added=${line.sku}`],
])("what is put into the bag from %j leads to %s", async (to, way) => {
  web.catalog.answer("getProduct", { ...cover });
  const page = await web.browserOf({ role: "guest" }).post("/bag/lines", { sku: line.sku, to });
  expect(page.path).toBe(way);
});

test("what could not be put into the bag can be sent once more as it was", async () => {
  const visitor = web.browserOf({ role: "guest" });
  web.order.refuse("addCartLine", { status: 503, code: "service.starting" });
  const away = await visitor.post("/bag/lines", { sku: line.sku, quantity: "6" });
  expect(away.status).toBe(503);
  web.order.answer("addCartLine", inBag({ lines: [line] }));
  expect((await away.submit("/bag/lines")).path).toBe(`/bag?added=${line.sku}`);
  expect(web.order.asked("addCartLine").at(-1)?.body).toEqual({ sku: line.sku, quantity: 6 });
});

test("what nobody has answered may have been put into the bag", async () => {
  const visitor = web.browserOf({ role: "guest" });
  web.order.setAway(true);
  expect((await visitor.post("/bag/lines", { sku: line.sku })).status).toBe(504);
});

test.each([
  [504, "request.timeout"],
  [503, "service.unavailable"],
  [500, "internal.error"],
  [502, "answer.unreadable"],
])("what may have been put into the bag is not sent once more blindly: %i %s", async (status, code) => {
  web.order.refuse("addCartLine", { status, code });
  const page = await web.browserOf({ role: "guest" }).post("/bag/lines", { sku: line.sku });
  expect([page.status, page.text]).toEqual([
    504,
    expect.stringContaining("Look there before you add it once more."),
  ]);
  expect(page.html).not.toContain('action="/bag/lines"');
});

test.each(["service.starting", "catalog.unavailable"])(
  "what was not put into the bag for sure can be sent once more: %s",
  async (code) => {
    web.order.refuse("addCartLine", { status: 503, code });
    const page = await web.browserOf({ role: "guest" }).post("/bag/lines", { sku: line.sku });
    expect([page.status, page.html]).toEqual([503, expect.stringContaining('action="/bag/lines"')]);
  },
);

test.each([
  ["cart.unknown_sku", 404, 404, "not sold here any more"],
  ["cart.too_many", 409, 400, "More than 99"],
  ["cart.too_many_lines", 409, 400, "Your bag is full"],
])("what is refused as %s is told in words", async (code, refused, status, said) => {
  web.order.answer("addCartLine", () => refusal({ status: refused, code }));
  const page = await web.browserOf().post("/bag/lines", { sku: line.sku });
  expect(page.status).toBe(status);
  expect(page.text).toContain(said);
});

test.each(["cart.too_many", "cart.too_large"])(
  "what is refused as %s can be sent with another quantity, or one goes back to the product",
  async (code) => {
    const visitor = web.browserOf();
    web.catalog.answer("getProduct", { ...cover });
    web.order.answer("addCartLine", () => refusal({ status: 409, code }));
    const entries = { sku: line.sku, quantity: "60", product: "soft-touch-phone-cover" };
    const page = await visitor.post("/bag/lines", entries);
    expect(page.form("/bag/lines").values).toMatchObject({ quantity: ["60"], product: [entries.product] });
    expect((await page.follow("Back to the product")).path).toBe(`/p/soft-touch-phone-cover?sku=${line.sku}`);
    web.order.answer("addCartLine", inBag({ lines: [line] }));
    const added = await page.submit("/bag/lines", { quantity: "9" });
    expect(added.path).toBe(`/bag?added=${line.sku}`);
    expect(web.order.asked("addCartLine").at(-1)?.body).toEqual({ sku: line.sku, quantity: 9 });
  },
);

test.each([
  ["/p/soft-touch-phone-cover", ["/p/soft-touch-phone-cover"]],
  ["//evil.example/", []],
])("what came from %j and is not added leads back to %j, and never elsewhere", async (to, ways) => {
  web.order.answer("addCartLine", () => refusal({ status: 409, code: "cart.too_many_lines" }));
  const page = await web.browserOf().post("/bag/lines", { sku: line.sku, to });
  const hrefs = page.all("main p a").map(({ attrs }) => attrs.find(({ name }) => name === "href")?.value);
  expect(hrefs).toEqual([...ways, "/bag", "/"]);
  expect(page.html).not.toContain('action="/bag/lines"');
});
