import { euros } from "@shop/contracts/language/values";
import type { Cart } from "@shop/contracts/order/carts";
import { expect, test } from "vitest";
import { inBag, line, standard } from "./a-bag.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

test("nobody's bag is empty, with a way on, and nobody is given a cookie", async () => {
  const page = await web.browser().open("/bag");
  expect([page.status, page.heading]).toEqual([200, "Your bag"]);
  expect(page.text).toContain("Your bag is empty");
  expect(page.texts("main a")).toContain("Look around");
  expect(page.headers["set-cookie"]).toBeUndefined();
});

test("a bag shows its lines with pictures, what they come to, and what shipping costs at least", async () => {
  web.order.answer("listCartDeliveries", { version: 1, items: [standard] });
  const visitor = web.browserOf({ role: "guest" });
  const page = await visitor.open("/bag");
  expect(page.status).toBe(200);
  expect(page.texts("li.line h2")).toEqual([line.name]);
  expect(page.all("li.line img")).toHaveLength(1);
  expect(page.text).toContain("Shipping from €4.90 Standard, 2 to 4 days");
  expect(page.text).toContain("Total €19.99");
  expect(visitor.cookies.get("badge")?.value).toBe("1.out");
});

test("each line says what keeps it from being bought, and what is different from before", async () => {
  const gone = { ...line, available: false, lineTotal: null };
  const lines: Cart["lines"] = [
    { ...gone, sku: "A", standing: "sold_out" },
    { ...gone, sku: "B", standing: "fewer_left", left: 2 },
    { ...gone, sku: "C", standing: "not_on_sale" },
    { ...line, sku: "D", standing: "available" },
  ];
  const changes: Cart["changes"] = [
    { sku: "D", type: "price_up", from: euros(1799), to: euros(1999) },
    { sku: "A", type: "sold_out", from: null, to: null },
  ];
  web.order.answer("getCart", inBag({ lines, changes }));
  const page = await web.browserOf().open("/bag");
  const said = page.texts("li.line");
  expect(said[0]).toContain("Sold out");
  expect(said[1]).toContain("Only 2 left");
  expect(said[2]).toContain("No longer on sale");
  expect(said[3]).toContain("The price went up from €17.99 to €19.99");
  expect(page.texts(".notice").join()).toContain("cannot be bought as it is");
  const refused = await page.submit("/bag", {}, "Checkout");
  expect([refused.status, refused.path]).toEqual([400, "/bag"]);
});

test("Checkout takes along the quantities that were typed, and no others", async () => {
  const two: Cart["lines"] = [line, { ...line, sku: "OTHER", name: "Other" }];
  web.order.answer("getCart", inBag({ lines: two }));
  web.order.answer("setCartLine", inBag({ lines: [{ ...line, quantity: 4 }, two[1]!] }));
  const visitor = web.browserOf();
  const page = await visitor.open("/bag");
  const next = await page.submit("/bag", { quantity: ["4", "1"] }, "Checkout");
  expect(next.path).toBe("/checkout");
  expect(web.order.asked("setCartLine").map(({ params, body }) => [params["sku"], body])).toEqual([
    [line.sku, { quantity: 4 }],
  ]);
});

test("the Enter key takes nothing out", async () => {
  const page = await web.browserOf().open("/bag");
  await page.submit("/bag", { quantity: "2" });
  expect(web.order.asked("removeCartLine")).toEqual([]);
  expect(web.order.asked("setCartLine")).toHaveLength(1);
});

test("a quantity that is none is asked for again, with all that was typed, and nothing is changed", async () => {
  const page = await web.browserOf().open("/bag");
  for (const quantity of ["many", "", "-1", "100", "1.5"]) {
    const again = await page.submit("/bag", { quantity, coupon: "SPRING" }, "Update");
    expect(again.status).toBe(400);
    expect(again.texts("[data-focus] a")).toHaveLength(1);
    expect(again.form("/bag").values).toMatchObject({ quantity: [quantity], coupon: ["SPRING"] });
  }
  expect(web.order.asked("setCartLine")).toEqual([]);
});

test.each([
  ["unknown", "Coupon does not exist"],
  ["used_up", "Coupon has been used up"],
  ["minimum", "Coupon is for larger orders"],
])("a coupon that is refused as %s says so, and stays as it was typed", async (reason, said) => {
  web.order.refuse("setCartCoupon", { status: 409, code: `coupon.${reason}` });
  const page = await web.browserOf().open("/bag");
  const again = await page.submit("/bag", { coupon: " spring-25 " }, "Use it");
  expect(again.status).toBe(400);
  expect(again.texts("#coupon-fault")).toEqual([said]);
  expect(again.form("/bag").values["coupon"]).toEqual(["spring-25"]);
});

test("a coupon for larger orders says how large", async () => {
  web.order.refuse("setCartCoupon", { status: 409, code: "coupon.minimum", minimum: euros(5000) });
  const page = await web.browserOf().open("/bag");
  const again = await page.submit("/bag", { coupon: "SPRING-25" }, "Use it");
  expect(again.texts("#coupon-fault")).toEqual(["Coupon is for orders of €50.00 or more"]);
});

test.each([
  [{ min: 0, max: 0 }, "today"],
  [{ min: 1, max: 1 }, "1 day"],
  [{ min: 0, max: 1 }, "0 to 1 days"],
  [{ min: 3, max: 3 }, "3 days"],
])("how long it takes is said as people say it: %o", async (days, said) => {
  web.order.answer("listCartDeliveries", { version: 1, items: [{ ...standard, days }] });
  expect((await web.browserOf().open("/bag")).text).toContain(`Shipping from €4.90 Standard, ${said}`);
  expect((await web.browserOf().open("/checkout")).text).toContain(`Standard €4.90, ${said}, in all`);
});

test("a quantity that is missing is asked for by the product's name as it is written", async () => {
  const page = await web.browserOf().open("/bag");
  const again = await page.submit("/bag", { quantity: "" }, "Update");
  expect(again.texts("[data-focus] a")).toEqual([`Enter quantity of ${line.name}`]);
});

test("a coupon that takes nothing off just now says why, and can be left", async () => {
  web.order.answer("getCart", inBag({ coupon: "SPRING-25", couponReason: "expired" }));
  const page = await web.browserOf().open("/bag");
  expect(page.text).toContain("Coupon SPRING-25 takes nothing off: it is not good any more.");
  await page.submit("/bag", {}, "Remove coupon");
  expect(web.order.asked("removeCartCoupon")).toHaveLength(1);
});

test("a coupon for larger orders says how large", async () => {
  const couponMinimum = { amount: 5000, currency: "EUR" };
  web.order.answer("getCart", inBag({ coupon: "SPRING-25", couponReason: "minimum", couponMinimum }));
  const page = await web.browserOf().open("/bag");
  expect(page.text).toContain("Coupon SPRING-25 takes nothing off: it is for orders of €50.00 or more.");
});

test("a line that another tab has taken out is not put in again", async () => {
  const page = await web.browserOf().open("/bag");
  web.order.answer("getCart", inBag({ lines: [] }));
  await page.submit("/bag", { quantity: "5" }, "Update");
  expect(web.order.asked("setCartLine")).toEqual([]);
});

test("while the order service is away nothing that was typed is lost", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/bag");
  web.order.setAway(true);
  const away = await page.submit("/bag", { quantity: "7", coupon: "SPRING" }, "Update");
  expect(away.status).toBe(503);
  expect(away.text).toContain("What you typed is kept here");
  web.order.setAway(false);
  const done = await away.submit("/bag", {}, "Try again");
  expect(done.status).toBe(200);
  expect(web.order.asked("setCartLine").at(-1)?.body).toEqual({ quantity: 7 });
  expect(web.order.asked("setCartCoupon").at(-1)?.body).toEqual({ code: "SPRING" });
});

test("a session that has ended is told, once, and the next thing begins anew", async () => {
  const visitor = web.browserOf();
  web.people.sessions.clear();
  const page = await visitor.open("/bag");
  expect(page.text).toContain("You were signed out");
  expect(visitor.cookies.has("session")).toBe(false);
  expect((await visitor.open("/bag")).text).not.toContain("You were signed out");
});

test("shipping costs that cannot be had leave the rest of the bag as it is", async () => {
  web.order.refuse("listCartDeliveries", { status: 503, code: "catalog.unavailable" });
  const page = await web.browserOf().open("/bag");
  expect(page.status).toBe(200);
  expect(page.text).toContain("What shipping costs cannot be told just now.");
  expect(page.texts("li.line")).toHaveLength(1);
});

test("names in the bag cannot write into the page", async () => {
  const name = `"><img src=x onerror=alert(1)></script><b>`;
  web.order.answer("getCart", inBag({ lines: [{ ...line, name }], coupon: null }));
  const page = await web.browserOf().open(`/bag?added=${line.sku}`);
  expect(page.texts("li.line h2")).toEqual([name]);
  expect(page.all("main b")).toEqual([]);
  expect(page.all('main img[src="x"]')).toEqual([]);
});
