/** A review that cannot be published is still on the page, and the page says why. */
import { cover } from "@shop/contracts/catalog/examples";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;
beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const path = `/p/${cover.slug}`;
const typed = { rating: "4", title: "Long", text: "It fits. ".repeat(500).trim() };

async function send() {
  const page = await web.browserOf().post(`${path}/reviews`, typed);
  const { values } = page.form(`${path}/reviews`);
  expect(values).toMatchObject({ rating: [typed.rating], title: [typed.title], text: [typed.text] });
  return page;
}

test("is refused by what asks too fast, with the seconds to wait", async () => {
  web.catalog.refuse("createReview", { status: 429, code: "request.rate_limited", retryAfterS: 17 });
  const { status, text } = await send();
  expect([status, text]).toEqual([429, expect.stringContaining("press the button again in 17 seconds")]);
});

test("was not taken: the catalog was not there for it", async () => {
  web.catalog.refuse("createReview", { status: 503, code: "service.starting" });
  const { status, text } = await send();
  expect([status, text]).toEqual([503, expect.stringContaining("could not be published just now")]);
  expect(text).not.toContain("cannot tell who you are");
});

test("may have been taken: nobody has said so in time", async () => {
  web.catalog.write("createReview", (_, response) => response.destroy());
  const { status, text } = await send();
  expect([status, text]).toEqual([504, expect.stringContaining("We have not heard in time whether")]);
});

test("is of a product that is not sold any more since", async () => {
  web.catalog.refuse("createReview", { status: 404, code: "product.not_found" });
  const { status, text } = await send();
  expect([status, text]).toEqual([404, expect.stringContaining("is not sold here any more")]);
});

test("is shown without the product's name while that cannot be had", async () => {
  web.catalog.refuse("getProduct", { status: 503, code: "service.starting" });
  const { status, text, heading } = await send();
  expect([status, heading]).toEqual([503, "Your review"]);
  expect(text).toContain("could not be published just now");
  expect((await web.browserOf().open(`${path}/review`)).status).toBe(503);
  expect(web.catalog.asked("createReview")).toEqual([]);
});

test("is not taken back, and nothing else is said, while nothing of it can be shown", async () => {
  const refusal = { status: 503, code: "service.starting" };
  for (const asked of ["getProduct", "getOwnReview", "removeReview"] as const)
    web.catalog.refuse(asked, refusal);
  const { status, text } = await web.browserOf().post(`${path}/review/remove`, { review: "r1" });
  expect([status, text]).toEqual([503, expect.stringContaining("could not be taken back just now")]);
  expect(text).not.toContain("could not be published");
});

test.each([
  ["too fast", { status: 429, code: "request.rate_limited", retryAfterS: 17 }, 429, "in 17 seconds"],
  ["while nobody is there for it", { status: 503, code: "service.starting" }, 503, "could not be taken back"],
] as const)("is not taken back %s, and is shown with why", async (_, refusal, status, why) => {
  web.catalog.refuse("removeReview", refusal);
  const browser = web.browserOf();
  const { values } = (await browser.open(`${path}/review`)).form(`${path}/review/remove`);
  const page = await browser.post(`${path}/review/remove`, { review: values["review"]?.[0] ?? "" });
  expect([page.status, page.text]).toEqual([status, expect.stringContaining(why)]);
  expect(page.form(`${path}/review/remove`).values).toEqual(values);
});
