/**
 * How long a person with a phone waits: largest paint, shifts of the layout and blocked time of each page, with nothing in the
 * browser's cache (https://web.dev/articles/vitals), and how long *Add to bag* takes beyond the network.
 * `node tests/browser/vitals.ts` starts a shop of its own with the demo's goods and ends it.
 */
import { packages } from "@shop/local/shop";
import type { Browser, Page } from "playwright-core";
import { putInBag } from "./buying.ts";
import { openDemoShop } from "./demo-shop.ts";
import { findChromium } from "./find-chromium.ts";
import { launch } from "./launch.ts";

const phone = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 2.6,
  isMobile: true,
  hasTouch: true,
};
/** A slow mobile network, as Lighthouse has it. */
const bytesPerSecond = (1.6 * 1024 * 1024) / 8;
const latencyMs = 150;
const slowdown = 4;
const rounds = 5;
const settledMs = 1_500;
const pages = {
  home: "/",
  category: "/c/phone-cases",
  product: "/p/66432",
  bag: "/bag",
  checkout: "/checkout",
} as const;

type Vitals = { readonly lcp: number; readonly cls: number; readonly tbt: number };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Blocked time is what a long task takes beyond 50 ms, from the first paint on. */
const observe = `
  globalThis.seen = { lcp: 0, cls: 0, tasks: [] };
  const on = (type, tell) => new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({ type, buffered: true });
  on("largest-contentful-paint", ({ startTime }) => { seen.lcp = startTime; });
  on("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.cls += value; });
  on("longtask", ({ startTime, duration }) => { seen.tasks.push([startTime, duration]); });
`;
const read = `(() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const blocked = seen.tasks.filter(([start, ms]) => start + ms > painted).reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0);
  return { lcp: seen.lcp, cls: seen.cls, tbt: blocked };
})()`;

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond / 2,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

async function openPhone(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, ...phone });
  await context.addInitScript(observe);
  return context.newPage();
}

async function measure(browser: Browser, baseURL: string, address: string): Promise<Vitals> {
  const page = await openPhone(browser, baseURL);
  if (address === pages.bag || address === pages.checkout) await putInBag(page, "66432-BLK");
  await slowDown(page);
  await page.goto(address, { waitUntil: "load" });
  await page.waitForTimeout(settledMs);
  const vitals: Vitals = await page.evaluate(read);
  await page.context().close();
  return vitals;
}

/** Milliseconds from the press until the notice is there, without those of the network. */
async function measureAdding(browser: Browser, baseURL: string): Promise<number> {
  const page = await openPhone(browser, baseURL);
  await page.goto(pages.product);
  await slowDown(page);
  const spent: number = await page.evaluate(`new Promise((resolve) => {
    const button = [...document.querySelectorAll("main form button")].find((each) => each.textContent.trim() === "Add to bag");
    const pressed = performance.now();
    new MutationObserver((_, observer) => {
      if (document.querySelector("#notice").textContent.trim() === "") return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    }).observe(document.querySelector("#notice"), { childList: true, subtree: true });
    button.click();
  })`);
  const bytes = await page.evaluate(
    `performance.getEntriesByType("resource").slice(-2).reduce((sum, { transferSize }) => sum + transferSize, 0)`,
  );
  await page.context().close();
  // The form and the page that it leads to: two ways there and back.
  return spent - 2 * latencyMs - (Number(bytes) / bytesPerSecond) * 1_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function repeat<Result>(run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  // The first one warms up the shop, and does not count.
  for (let round = 0; round <= rounds; round++) results.push(await run());
  return results.slice(1);
}

// oxlint-disable-next-line node/no-process-env -- a program of its own
const chromium = await findChromium({ env: process.env, packages, say });
await using shop = await openDemoShop(say);
await using browser = await launch(chromium);
say(`\n${rounds} rounds each, median; CPU ÷ ${slowdown}, 1.6 Mbit/s, ${latencyMs} ms\n`);
say("| page | LCP ms | CLS | TBT ms |\n| --- | --- | --- | --- |");
for (const [name, address] of Object.entries(pages)) {
  const seen = await repeat(() => measure(browser, shop.gatewayUrl, address));
  const of = (what: keyof Vitals): number => median(seen.map((each) => each[what]));
  say(`| ${name} | ${Math.round(of("lcp"))} | ${of("cls").toFixed(3)} | ${Math.round(of("tbt"))} |`);
}
const added = await repeat(() => measureAdding(browser, shop.gatewayUrl));
say(`\nAdd to bag, beyond the network: ${Math.round(median(added))} ms`);
