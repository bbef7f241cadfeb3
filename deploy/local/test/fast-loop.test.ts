import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askShop, listenForCommands } from "../src/control.ts";
import { isCode, watchEdits } from "../src/edits.ts";
import { chooseInspectors } from "../src/inspectors.ts";
import { isPortFree } from "@shop/servers/port";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shop-loop-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sources = [
  "gateway/src",
  "services/catalog/src",
  "services/user/src",
  "services/order/src/orders",
  "services/web/src",
  "deploy/payment-sandbox/src",
  "deploy/mail-catcher/src",
  "shared/contracts/src",
  "shared/kit/src",
  "shared/client/src",
];

test("who edits a service's code is told of that service alone, once, and of all who share what was shared", async () => {
  for (const source of sources) await mkdir(join(folder, source), { recursive: true });
  const edits: string[] = [];
  const stop = new AbortController();
  watchEdits(folder, (names, file) => edits.push(`${file}: ${names.join(" ")}`), stop.signal);
  const write = (file: string) => writeFile(join(folder, file), `// ${Math.random()}`);
  await write("services/order/src/orders/place.test.ts");
  await write("services/order/src/orders/place.ts");
  await write("services/order/src/orders/place.ts");
  await expect.poll(() => edits).toEqual(["services/order/src/orders/place.ts: order"]);
  await write("shared/kit/src/errors.ts");
  await expect.poll(() => edits[1]).toBe("shared/kit/src/errors.ts: catalog user order web gateway");
  stop.abort();
  await write("gateway/src/app.ts");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(edits).toHaveLength(2);
});

test.each([
  ["orders/place.ts", true],
  ["orders/place.test.ts", false],
  ["testing/http.ts", false],
  ["notes.md", false],
  [".place.ts.swp", false],
])("an edit of %s restarts: %s", (file, expected) => expect(isCode(file)).toBe(expected));

test("another terminal is answered by the shop of its folder, and told when there is none", async () => {
  const asked: string[] = [];
  await expect(askShop(folder, "order")).rejects.toThrow("No shop runs here: `npm start` starts it.");
  {
    await using listening = await listenForCommands(folder, async (line) => {
      asked.push(line);
      return `${line} was restarted`;
    });
    expect(listening).toBeDefined();
    expect(await Promise.all([askShop(folder, "order"), askShop(folder, "catalog")])).toEqual([
      "order was restarted",
      "catalog was restarted",
    ]);
  }
  await expect(askShop(folder, "order")).rejects.toThrow("No shop runs here");
  expect(asked.toSorted()).toEqual(["catalog", "order"]);
});

test("each process that is inspected gets a free port of its own, and a line that says which", async () => {
  const { flags, lines } = await chooseInspectors(["order", "catalog"]);
  const ports = [flags.order, flags.catalog].map((given) => Number(given?.[0]?.split(":")[1]));
  expect(new Set(ports).size).toBe(2);
  expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual([true, true]);
  expect(lines[0]).toBe(
    `order can be debugged at 127.0.0.1:${ports[0]}: attach your editor, or open chrome://inspect.`,
  );
});
