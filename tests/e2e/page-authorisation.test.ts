/** Who is shown what: every page and form, asked by everybody with what their browser has. */
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { soon } from "@shop/testing/soon";
import { beforeAll, expect, test } from "vitest";
import { anOrder, newKey, untilFinal, type Person } from "../test-shop.ts";
import { askPage } from "./authorisation/ask-page.ts";
import type { PageName } from "./authorisation/page-rows.ts";
import { openPageVisitors, type PageVisitors, type Shows } from "./authorisation/page-visitors.ts";
import { pages, type DescribedPage } from "./authorisation/pages.ts";
import { shownTo, visitors, type Visitor } from "./authorisation/who-sees.ts";
import { shop } from "./shared-shop.ts";

let sku: string;
let browsers: PageVisitors;
/** What everybody may look at, by the beginning of its path. */
let open: Shows;
beforeAll(async () => {
  sku = await shop.sell(1_000);
  browsers = await openPageVisitors(shop, sku);
  const admin = await shop.staff();
  const { slug } = (await admin.getProduct({ params: { id: sku } })).body;
  const { body: category } = await admin.createCategory({ body: { name: sku, slug: sku.toLowerCase() } });
  const home = await openPlainBrowser(shop.gatewayUrl).open("/");
  const asset = /\/assets\/([\w.-]+\.css)/.exec(home.html)?.[1] ?? "";
  open = { p: slug, c: category.slug, assets: asset };
});

type Thing = "order" | "address" | "session";
type Things = Readonly<Record<Thing, string>>;

const thingIn = ({ page: { path } }: DescribedPage): Thing | undefined => {
  if (path.startsWith("/order/:id")) return "order";
  if (path.startsWith("/account/addresses/:id")) return "address";
  return path.startsWith("/account/sessions/:id") ? "session" : undefined;
};

/** What ends sessions. */
const ending: ReadonlySet<PageName> = new Set(["signOut", "endOneSession", "endOtherSessions"]);

async function thingsOf(alice: Person): Promise<Things> {
  const { body: order } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  // An order has no invoice before it is paid.
  await soon(async () => (await alice.getInvoice({ params: { id: order.id } })).body);
  const { body: address } = await alice.addAddress({ body: anOrder(sku).shippingAddress });
  const { items } = (await alice.listSessions()).body;
  return { order: order.id, address: address.id, session: items.find(({ current }) => current)?.id ?? "" };
}

const { name, line1, postalCode = "", city, country } = anOrder("").shippingAddress;

/** Where a form that is not filled in is refused for that, whoever sends it. */
const typed: Partial<Record<PageName, Shows>> = {
  sendReview: { rating: "5" },
  changeAddress: { name, line1, postalCode, city, country },
};

async function ask(described: DescribedPage, visitor: Visitor, things: Things | undefined) {
  const { page } = described;
  const kind = thingIn(described);
  const place = open[page.path.split("/")[1] ?? ""] ?? "";
  const ids = { slug: place, name: place, ...(kind && things && { id: things[kind] }) };
  const shown = await browsers.show(visitor);
  return askPage(shop.gatewayUrl, page, { ids, typed: typed[described.name], shown });
}

/** The owner last: what she asks for may leave nothing to be asked for. */
const inTurn = visitors.toSorted((a, b) => Number(a === "customer") - Number(b === "customer"));

test("every page is shown to whom it is for, and every form taken from them, and from nobody else", async () => {
  const answers: Record<string, object> = {};
  for (const described of pages) {
    const things = thingIn(described) && (await thingsOf(await browsers.enterAsAlice()));
    const each: [Visitor, unknown][] = [];
    for (const visitor of inTurn) each.push([visitor, await ask(described, visitor, things)]);
    if (ending.has(described.name)) browsers.enterAnew();
    answers[described.name] = Object.fromEntries(each);
  }
  const right = pages.map(({ name: page, sees }) => [
    page,
    Object.fromEntries(visitors.map((visitor) => [visitor, shownTo(sees, visitor)])),
  ]);
  expect(answers).toEqual(Object.fromEntries(right));
}, 240_000);

test("nothing of Alice's is changed by a form that somebody else sends", async () => {
  const alice = await browsers.enterAsAlice();
  const things = await thingsOf(alice);
  await untilFinal(alice, things.order);
  const hers = async () => ({
    order: (await alice.getOrder({ params: { id: things.order } })).body.status,
    addresses: (await alice.listAddresses()).body,
    isSignedIn: (await alice.listSessions()).body.items.some(({ id }) => id === things.session),
  });
  const before = await hers();
  for (const described of pages.filter((each) => thingIn(each) && each.page.bodyMode === "form"))
    for (const visitor of inTurn.filter((each) => each !== "customer")) {
      if (visitor === "staff" && thingIn(described) === "order") continue;
      await ask(described, visitor, things);
      expect({ by: visitor, in: described.name, left: await hers() }).toMatchObject({ left: before });
    }
}, 120_000);
