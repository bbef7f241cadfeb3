/** The address book, by what its owner sees. */
import type { SavedAddress } from "@shop/contracts/user/addresses";
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const home: SavedAddress = {
  id: "home",
  name: "Alice",
  line1: "1 Sea Road",
  line2: "Second floor",
  city: "Berlin",
  postalCode: "10115",
  country: "DE",
  isDefault: true,
  version: 1,
};
const work: SavedAddress = { ...home, id: "work", line1: "2 Hill Road", isDefault: false };
const listOf = (...items: readonly unknown[]) => ({ items, next: null });

describe("addresses", () => {
  const typed = { name: "Alice", line1: "3 New Road", city: "Berlin", postalCode: "10115", country: "DE" };

  test("one is added", async () => {
    const alice = web.browserOf();
    const opened = await alice.open("/account/addresses/new");
    const page = await opened.submit("/account/addresses", { ...typed, isDefault: "yes" });
    expect([page.path, page.text]).toEqual([
      "/account/addresses?done=added",
      expect.stringContaining("The address is saved."),
    ]);
    expect(web.user.asked("addAddress").map(({ body }) => body)).toEqual([{ ...typed, isDefault: true }]);
  });

  test("with what is wrong, all of it is said, and all that was typed is there", async () => {
    const opened = await web.browserOf().open("/account/addresses/new");
    const page = await opened.submit("/account/addresses", {
      line1: "3 New Road",
      name: "",
      postalCode: "x".repeat(15),
    });
    expect(page.status).toBe(400);
    expect(page.texts(".summary a")).toEqual(["Enter full name", "Enter town"]);
    expect(page.html).toContain('value="3 New Road"');
    expect(page.html).toContain(`value="${"x".repeat(15)}"`);
    web.user.refuse("addAddress", {
      status: 400,
      code: "request.invalid",
      errors: [{ path: "body.postalCode", message: "is needed in this country" }],
    });
    const refused = await web.browserOf().post("/account/addresses", typed);
    expect([refused.status, refused.texts(".fault")]).toEqual([400, ["Postcode is needed in this country"]]);
  });

  test("one is changed, and what was emptied is taken away", async () => {
    web.user.answer("listAddresses", listOf(home, work));
    const book = await web.browserOf().open("/account/addresses");
    expect(book.texts("address").map((each) => each.includes("Road"))).toEqual([true, true]);
    const opened = await book.follow("Change Alice, 2 Hill Road");
    const page = await opened.submit("/account/addresses/work", { line2: "" });
    expect(page.path).toBe("/account/addresses?done=changed");
    const [asked] = web.user.asked("updateAddress");
    expect(asked?.params).toEqual({ id: "work" });
    expect(asked?.body).toMatchObject({ line1: "2 Hill Road", line2: null, region: null });
  });

  test("one that another tab has changed is not put back without a word, and is when that is meant", async () => {
    web.user.answer("listAddresses", listOf(home));
    const opened = await web.browserOf().open("/account/addresses/home");
    web.user.refuse("updateAddress", { status: 412, code: "request.precondition_failed" });
    web.user.answer("getAddress", { ...home, city: "Bonn", version: 5 });
    const page = await opened.submit("/account/addresses/home", { line1: "3 New Road" });
    expect([page.status, page.text]).toEqual([409, expect.stringContaining("10115 Bonn, Germany")]);
    expect(page.html).toContain('value="3 New Road"');
    web.user.answer("updateAddress", { ...home, line1: "3 New Road", version: 6 });
    expect((await page.submit("/account/addresses/home")).path).toBe("/account/addresses?done=changed");
    const asked = web.user.asked("updateAddress").map(({ headers }) => headers["if-match"]);
    expect(asked).toEqual(['"1"', '"5"']);
  });

  test("one is removed, and another filled in from now on", async () => {
    web.user.answer("listAddresses", listOf(home, work));
    const alice = web.browserOf();
    const book = await alice.open("/account/addresses");
    expect((await book.submit("/account/addresses/work/default")).path).toBe(
      "/account/addresses?done=default",
    );
    expect(web.user.asked("updateAddress").at(-1)?.body).toEqual({ isDefault: true });
    expect((await book.submit("/account/addresses/home/remove")).text).toContain("The address is removed.");
    expect(web.user.asked("removeAddress").at(-1)?.params).toEqual({ id: "home" });
    web.user.refuse("removeAddress", { status: 404, code: "address.not_found" });
    const gone = await book.submit("/account/addresses/home/remove");
    expect([gone.status, gone.text]).toEqual([404, expect.stringContaining("not there any more")]);
  });

  test("somebody else's is not there", async () => {
    web.user.answer("listAddresses", listOf(home));
    const page = await web.browserOf().open("/account/addresses/not-mine");
    expect([page.status, page.text]).toEqual([404, expect.stringContaining("not there any more")]);
  });

  test("what was typed is not lost when the session ended meanwhile", async () => {
    const alice = web.browserOf();
    const opened = await alice.open("/account/addresses/new");
    expect(opened.texts('label[for="postalCode"]')).toEqual(["Postcode"]);
    web.people.sessions.clear();
    const page = await opened.submit("/account/addresses", typed);
    expect(page.status).toBe(403);
    expect(page.text).toContain("What you typed is kept here");
    expect(page.html).toContain('value="3 New Road"');
    alice.cookies.set("session", { value: web.people.openSession(), attributes: {} });
    expect((await page.submit("/account/addresses")).path).toBe("/account/addresses?done=added");
  });

  test("nor while nobody can say whose it is: nobody was signed out, and the page does not say so", async () => {
    const alice = web.browserOf();
    web.user.setAway(true);
    const page = await alice.post("/account/addresses", typed);
    expect([page.status, page.html]).toEqual([503, expect.stringContaining('value="3 New Road"')]);
    expect(page.text).toContain("You are not signed out");
    expect(page.text).not.toContain("You were signed out");
    web.user.setAway(false);
    await expect
      .poll(async () => (await page.submit("/account/addresses")).path)
      .toBe("/account/addresses?done=added");
  });
});
