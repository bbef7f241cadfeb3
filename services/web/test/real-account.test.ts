/** An account from its first mail to its erasure, over the real user service. */
import { randomUUID } from "node:crypto";
import { codeOf } from "@shop/testing/app-code";
import { startMailServer } from "@shop/testing/mail";
import type { PlainBrowser } from "@shop/testing/plain-browser";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runWeb, type RunningWeb } from "./running-web.ts";
import { startUserProcess } from "./user-process.ts";

let web: RunningWeb;
const mails = await startMailServer();
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const user = open.use(await startUserProcess({ smtpUrl: mails.smtpUrl }));
  web = open.use(await runWeb({}, { user: user.url }));
}, 60_000);
afterAll(() => open[Symbol.asyncDispose]());

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
type Person = { readonly name: string; readonly email: string; readonly password: string };
const aPerson = (): Person => ({
  name: "Ana",
  email: `ana-${randomUUID()}@example.com`,
  password: "three quiet green lamps",
});

const linkTo = (path: string, email: string): Promise<string> =>
  until(() => {
    const texts = mails.mailsTo(email).map(({ text }) => text);
    return texts.flatMap((text) => new RegExp(`${path}\\?token=[\\w-]+`).exec(text)?.[0] ?? []).at(-1);
  });

async function registered(person = aPerson()): Promise<Person> {
  const visitor = web.browser();
  await (await visitor.open("/register")).submit("/register", person);
  const opened = await visitor.open(await linkTo("/verify-email", person.email));
  expect((await opened.submit("/verify-email")).text).toContain("Your address is confirmed.");
  return person;
}

async function signIn(browser: PlainBrowser, { email, password }: Person) {
  return (await browser.open("/sign-in?to=/account/details")).submit("/sign-in", { email, password });
}

async function signedIn(person?: Person): Promise<{ person: Person; browser: PlainBrowser }> {
  const known = person ?? (await registered());
  const browser = web.browser({ userAgent: firefox });
  expect((await signIn(browser, known)).heading).toBe("Name and password");
  return { person: known, browser };
}

test("twenty tabs at once stay signed in, and are one device", async () => {
  const { browser } = await signedIn();
  const pages = await Promise.all(Array.from({ length: 20 }, () => browser.open("/account/details")));
  expect(new Set(pages.map(({ heading }) => heading))).toEqual(new Set(["Name and password"]));
  const devices = await browser.open("/account/sessions");
  expect(devices.texts("tbody th")).toEqual(["Firefox on Linux this browser"]);
});

test("the cookie of a browser opens nothing of the API", async () => {
  const { browser } = await signedIn();
  const secret = browser.cookies.get("session")?.value ?? "";
  const url = web.config.serviceUrls.user;
  const refreshed = await fetch(`${url}/auth/refresh`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ refreshToken: secret }),
  });
  expect(refreshed.status).toBe(401);
  const me = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${secret}` } });
  expect(me.status).toBe(401);
  const byCookie = await fetch(`${url}/me`, { headers: { cookie: `session=${secret}` } });
  expect(byCookie.status).toBe(401);
  expect((await browser.open("/account/details")).status).toBe(200);
});

test("signed out, there is nothing behind: not by going back, and not with the old cookie", async () => {
  const { browser } = await signedIn();
  const old = new Map(browser.cookies);
  const page = await browser.open("/account/details");
  expect(page.headers["cache-control"]).toBe("no-store");
  await page.submit("/sign-out");
  expect((await browser.open("/account/details")).path).toBe("/sign-in?to=/account/details");
  const thief = web.browser();
  for (const [name, cookie] of old) thief.cookies.set(name, cookie);
  expect((await thief.open("/account/details")).path).toContain("after=ended");
});

test("another device is ended from here, and all of them by a new password", async () => {
  const { person, browser } = await signedIn();
  const { browser: phone } = await signedIn(person);
  const { browser: tablet } = await signedIn(person);
  const devices = await browser.open("/account/sessions");
  expect(devices.texts("tbody tr")).toHaveLength(3);
  const others = devices.forms.filter(({ action }) => /sessions\/[\w-]+\/end$/.test(action));
  await devices.submit(others[0]!);
  const left = await Promise.all([phone, tablet].map((each) => each.open("/account/details")));
  expect(left.filter(({ heading }) => heading === "Sign in")).toHaveLength(1);

  const forgotten = await web.browser().open("/forgot-password");
  await forgotten.submit("/forgot-password", { email: person.email });
  const reset = await web.browser().open(await linkTo("/reset-password", person.email));
  await reset.submit("/reset-password", { password: "four loud red lamps" });
  for (const each of [browser, phone, tablet])
    expect((await each.open("/account/details")).heading).toBe("Sign in");
  expect((await signIn(browser, person)).status).toBe(400);
  expect((await signIn(browser, { ...person, password: "four loud red lamps" })).status).toBe(200);
});

test("a new password here leaves this browser signed in", async () => {
  const { person, browser } = await signedIn();
  const { browser: phone } = await signedIn(person);
  const page = await browser.open("/account/details");
  const changed = await page.submit("/account/password", {
    currentPassword: person.password,
    newPassword: "four loud red lamps",
  });
  expect(changed.text).toContain("Your password is changed.");
  expect((await phone.open("/account/details")).heading).toBe("Sign in");
});

test("an address book with a country that has postcodes", async () => {
  const { browser } = await signedIn();
  const typed = { name: "Ana", line1: "1 Sea Road", city: "Berlin", country: "DE" };
  const opened = await browser.open("/account/addresses/new");
  const wrong = await opened.submit("/account/addresses", typed);
  expect([wrong.status, wrong.texts(".fault")]).toEqual([400, [expect.stringMatching(/^Postcode /)]]);
  const book = await wrong.submit("/account/addresses", { postalCode: "10115" });
  expect(book.texts("address")).toEqual(["Ana 1 Sea Road 10115 Berlin Germany"]);
  expect(book.text).toContain("filled in when you order");
});

test("a second factor is set up, asked for, and a recovery code opens once", async () => {
  const { person, browser } = await signedIn();
  const setUp = await (await browser.open("/account/second-factor")).submit("/account/second-factor");
  const [uri = ""] = setUp.texts("code");
  const confirm = setUp.forms.find(({ action }) => action.endsWith("/confirm"))!;
  const codes = (await setUp.submit(confirm, { code: codeOf(uri) })).texts("code");
  expect(codes).toHaveLength(10);

  const phone = web.browser();
  const step = await signIn(phone, person);
  expect(step.heading).toBe("One more step");
  const page = await step.submit("/sign-in/code", { code: codes[0]! });
  expect(page.path).toBe("/account/details");
  const again = await signIn(web.browser(), person);
  expect((await again.submit("/sign-in/code", { code: codes[0]! })).status).toBe(400);

  const factors = await phone.open("/account/second-factor");
  expect(factors.text).toContain("You have 9 recovery codes left.");
  const remove = factors.forms.find(({ action }) => action.endsWith("/remove"))!;
  const removed = await factors.submit(remove, { password: person.password });
  expect(removed.text).toContain("The second factor is removed.");
  expect((await signIn(web.browser(), person)).path).toBe("/account/details");
});

test("erased: at once there is no account, and the mail's link shows how far it is", async () => {
  const { person, browser } = await signedIn();
  const { browser: phone } = await signedIn(person);
  const data = await browser.open("/account/data");
  const page = await data.submit("/account/data/erase", { password: person.password, sure: "yes" });
  expect([page.heading, page.status]).toEqual(["Your erasure", 200]);
  expect(page.text).toContain("Your account is closed.");
  expect([...browser.cookies.keys()]).toEqual([]);
  const gone = await phone.open("/account/details");
  expect(gone.path).toContain("after=ended");
  expect(phone.cookies.has("session")).toBe(false);
  expect((await signIn(phone, person)).status).toBe(400);
  const link = await until(
    () => /\/erasure\/[\w-]+\?access=[\w-]+/.exec(mails.mailsTo(person.email).at(-1)?.text ?? "")?.[0],
  );
  expect((await web.browser().open(link)).text).toContain("Your account is closed.");
});
