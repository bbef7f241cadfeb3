/** What customers say of a product, and saying it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPhone, runBrowsing, type Browsing } from "./browsing-shop.ts";

let shop: Browsing;
beforeAll(async () => {
  shop = await runBrowsing();
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

let made = 0;
async function product() {
  made += 1;
  const body = aPhone({ name: `Reviewed ${made}`, slug: `reviewed-${made}`, id: `id-${made}` });
  return (await shop.catalog.staff.createProduct({ body })).body;
}

describe("all reviews", () => {
  test("are shown a page at a time, the newest first", async () => {
    const { id, slug } = await product();
    for (let index = 1; index <= 22; index += 1) {
      const customer = await shop.catalog.as("customer");
      const body = { rating: 1 + (index % 5), title: `Said ${index}!`, text: "One.\n\nTwo." };
      await customer.createReview({ params: { id }, body });
    }
    const first = await shop.get(`/p/${slug}/reviews`);
    expect(first.text).toContain(`Reviews of Reviewed ${made}`);
    expect(first.text).toContain("Said 22! 3 out of 5 stars One. Two.");
    expect(first.text).not.toContain("Said 2!");
    expect(first.html).toContain(`<link rel="canonical" href="https://shop.example/p/${slug}/reviews"`);
    expect(first.headers.get("surrogate-key")).toContain(`product:${id}`);
    const next = first.links.find(({ text }) => text === "Next page")?.href ?? "";
    const second = await shop.get(next);
    expect(second.text).toContain("Said 2!");
    expect(second.links).toContainEqual({ href: `/p/${slug}/reviews`, text: "First page" });
    expect((await shop.get(`/p/${id}/reviews`)).to).toBe(`/p/${slug}/reviews`);
    const other = await product();
    const foreign = await shop.get(next.replace(slug, other.slug));
    expect([foreign.status, foreign.to]).toEqual([303, `/p/${other.slug}/reviews`]);
  });

  test("of a product that nobody has reviewed invite to it", async () => {
    const { slug } = await product();
    const { text, links } = await shop.get(`/p/${slug}/reviews`);
    expect(text).toContain("Nobody has reviewed it yet");
    expect(links).toContainEqual({ href: `/p/${slug}/review`, text: "Write a review" });
  });

  test.each(["/p/nothing/reviews", "/p/%00/reviews"])("%s: the product is gone", async (path) => {
    const { status, text } = await shop.get(path);
    expect(status).toBe(404);
    expect(text).toContain("This product is not sold here any more");
  });
});

describe("a review of one's own", () => {
  test("is written by whoever is signed in, and is there at once", async () => {
    const { id, slug } = await product();
    const secret = await shop.user.signIn();
    const form = await shop.get(`/p/${slug}/review`, secret);
    expect(form.text).toContain(`Your review of Reviewed ${made}`);
    expect(form.headers.get("cache-control")).toBe("no-store");
    const sent = await shop.post(
      `/p/${slug}/reviews`,
      { rating: "4", title: "Good", text: "It is.\r\nReally." },
      secret,
    );
    expect(sent.status).toBe(303);
    expect(sent.to).toMatch(new RegExp(`^/p/${slug}/reviews#review-`));
    // By these the gateway throws away what it has kept.
    expect(sent.headers.get("surrogate-key")).toBe(`product:${id} products`);
    const { text, html } = await shop.get(`/p/${slug}/reviews`);
    expect(text).toContain("Good 4 out of 5 stars");
    expect(html).toContain(`id="${sent.to?.split("#")[1]}"`);
  });

  test("without stars is shown again, with all that was typed", async () => {
    const { slug } = await product();
    const secret = await shop.user.signIn();
    const fields = { title: 'It\'s "good"', text: "a\n</textarea><img src=x>" };
    const { status, text, html } = await shop.post(`/p/${slug}/reviews`, fields, secret);
    expect(status).toBe(400);
    expect(text).toContain("Please look at this again");
    expect(html).toContain('href="#rating"');
    expect(html).toContain("&lt;/textarea&gt;&lt;img src=x&gt;");
    expect(html).toContain("It&#39;s &quot;good&quot;");
  });

  test("a second one is refused, and says why", async () => {
    const { slug } = await product();
    const secret = await shop.user.signIn();
    await shop.post(`/p/${slug}/reviews`, { rating: "5" }, secret);
    const { status, text, html } = await shop.post(
      `/p/${slug}/reviews`,
      { rating: "1", text: "No!" },
      secret,
    );
    expect(status).toBe(409);
    expect(text).toContain("You have reviewed this product already");
    expect(html).toContain("No!</textarea>");
    expect(html).toContain(`href="/p/${slug}/review" target="_blank"`);
  });

  test("is shown in place of the form, and can be taken back", async () => {
    const { id, slug } = await product();
    const secret = await shop.user.signIn();
    const path = `/p/${slug}/review`;
    await shop.post(`/p/${slug}/reviews`, { rating: "5", title: "Fine" }, secret);
    const own = await shop.get(path, secret);
    expect(own.text).toContain("Fine 5 out of 5 stars");
    expect(own.html).not.toContain("<textarea");
    const review = /name="review" value="([^"]+)"/.exec(own.html)?.[1] ?? "";
    await shop.catalog.staff.updateReview({ params: { id: review }, body: { status: "hidden" } });
    expect((await shop.get(path, secret)).text).toContain("The shop does not show this review");
    const { status, to, headers } = await shop.post(`${path}/remove`, { review }, secret);
    expect([status, to]).toEqual([303, path]);
    expect(headers.get("surrogate-key")).toBe(`product:${id} products`);
    expect((await shop.get(path, secret)).html).toContain("<textarea");
  });

  test("that was written since is not taken back by a page from before; nor is anybody else's", async () => {
    const { slug } = await product();
    const [hers, his] = [await shop.user.signIn(), await shop.user.signIn()];
    const path = `/p/${slug}/review`;
    const say = async (title: string, secret: string) => {
      const { to } = await shop.post(`/p/${slug}/reviews`, { rating: "5", title }, secret);
      return { review: to?.split("#review-")[1] ?? "" };
    };
    const first = await say("First", hers);
    await shop.post(`${path}/remove`, first, hers);
    const second = await say("Second", hers);
    for (const [fields, secret] of [
      [first, hers],
      [{}, hers],
      [second, his],
    ] as const)
      expect((await shop.post(`${path}/remove`, fields, secret)).to).toBe(path);
    expect((await shop.get(path, hers)).text).toContain("Second 5 out of 5 stars");
    expect((await shop.post(`${path}/remove`, second, await shop.user.signIn("guest"))).to).toBe(
      `/sign-in?to=${encodeURIComponent(path)}`,
    );
  });

  test.each([undefined, "guest" as const])("%s has to sign in first, and comes back", async (role) => {
    const { slug } = await product();
    const secret = role && (await shop.user.signIn(role));
    const { status, to } = await shop.get(`/p/${slug}/review`, secret);
    expect([status, to]).toEqual([303, `/sign-in?to=${encodeURIComponent(`/p/${slug}/review`)}`]);
  });

  test("whose session has ended meanwhile keeps what was typed", async () => {
    const { slug } = await product();
    const { status, text, html, headers } = await shop.post(
      `/p/${slug}/reviews`,
      { rating: "2", title: "Long", text: "What I wrote" },
      "an-ended-session",
    );
    expect(status).toBe(403);
    expect(text).toContain("Sign in to publish it");
    expect(html).toContain("What I wrote</textarea>");
    expect(html).toMatch(/value="2" checked/);
    expect(headers.get("set-cookie")).toContain("session=;");
  });

  test("is kept on the page while nobody can say who somebody is", async () => {
    const { slug } = await product();
    const secret = await shop.user.signIn();
    shop.user.people.isAway = true;
    try {
      const { status, text, html } = await shop.post(
        `/p/${slug}/reviews`,
        { rating: "2", text: "Mine" },
        secret,
      );
      expect(status).toBe(503);
      expect(text).toContain("What you wrote is still here");
      expect(html).toContain("Mine</textarea>");
      expect((await shop.get(`/p/${slug}/review`, secret)).status).toBe(503);
    } finally {
      shop.user.people.isAway = false;
    }
  });

  test("is not taken from another host's page", async () => {
    const { slug } = await product();
    const response = await fetch(`${shop.url}/p/${slug}/reviews`, {
      method: "POST",
      body: new URLSearchParams({ rating: "5" }),
      headers: { cookie: `session=${await shop.user.signIn()}`, origin: "https://evil.example" },
    });
    expect(response.status).toBe(403);
  });
});
