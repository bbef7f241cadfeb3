/**
 * Whoever asks our API asks by the typed client, so that a path, a field or a header that is renamed does not compile. What
 * is sent by hand all the same stands here, with the reason.
 */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const waysOut: readonly RegExp[] = [
  /\bfetch\(/,
  /import [^;]*\b(?:request|get|Agent)\b[^;]* from "node:https?"/,
  /import [^;]*\bconnect\b[^;]* from "node:(?:net|tls)"/,
  /from "(?:undici|autocannon)"/,
];
const isByHand = (text: string): boolean => waysOut.some((way) => way.test(text));

const reasons: Readonly<Record<string, readonly string[]>> = {
  "It is how the typed client sends": ["deploy/demo/src/shop-client.ts"],
  "It asks by the contract, and shows what came besides the body: headers, time": [
    "tests/ask-raw.ts",
    "tests/harness/src/http.ts",
  ],
  "It generates load, and takes its paths from the contract": [
    "tests/faults/drain.test.ts",
    "tests/load/catalog.ts",
    "tests/load/first.ts",
    "tests/load/gateways/load.ts",
    "tests/load/gateways/rounds.ts",
    "tests/load/login-storm.ts",
    "tests/load/logins.ts",
    "tests/load/pages.ts",
    "tests/load/picture-bombs.ts",
    "tests/load/streams.ts",
    "tests/load/watchers.ts",
  ],
  "No client would send it: a forged or misspelt token or cookie, a shape that two parsers read differently, a body that never ends":
    [
      "deploy/local/src/usable.ts",
      "tests/conformance/wire.ts",
      "tests/e2e/access.test.ts",
      "tests/e2e/authorisation.test.ts",
      "tests/e2e/authorisation/ask-page.ts",
      "tests/e2e/authorisation/ask.ts",
      "tests/e2e/conformance.test.ts",
      "tests/e2e/pictures.test.ts",
      "tests/e2e/raw-request.ts",
    ],
  "It walks the contracts: whatever there is of a kind": ["tests/e2e/list-totals.test.ts"],
  "It is written from the document alone, which it proves": ["tests/e2e/documents.test.ts"],
  "It is about bytes: what is sent on at once, and what is not compressed": ["tests/e2e/streams.test.ts"],
  "It goes where an answer leads: to a picture, by its address": ["tests/e2e/backup.test.ts"],
  "It is a browser": ["tests/harness/src/browse.ts", "tests/harness/src/plain-browser.ts"],
  "It stands between two others, and sends on what comes as it is": [
    "tests/harness/src/losing-wire.ts",
    "tests/harness/src/tcp-proxy.ts",
  ],
  "It looks whether a process or a port is there": [
    "deploy/local/src/control.ts",
    "deploy/local/src/ports.test.ts",
    "deploy/local/src/shop-process.ts",
    "deploy/local/test/supervised-shop.test.ts",
    "deploy/local/test/supervisor.test.ts",
    "deploy/servers/src/port.ts",
    "tests/harness/src/service-process.ts",
  ],
  "It asks somebody else: payment provider, mail catcher, broker, a webhook's receiver": [
    "deploy/mail-catcher/test/mail-catcher.test.ts",
    "deploy/payment-sandbox/src/webhooks.ts",
    "deploy/payment-sandbox/test/payment-sandbox.test.ts",
    "deploy/payment-sandbox/test/sandbox.ts",
    "deploy/payment-sandbox/test/webhooks.test.ts",
    "tests/chaos/books.ts",
    "tests/chaos/mails.ts",
    "tests/e2e/other-shops.test.ts",
    "tests/e2e/payments.test.ts",
    "tests/faults/after-sale-crash.test.ts",
    "tests/faults/crash.test.ts",
    "tests/harness/src/backing.ts",
    "tests/load/soak.ts",
    "tests/people.ts",
  ],
};

test.each([
  "const answer = await fetch(`${url}/products`);",
  'import {\n  Agent,\n  request,\n} from "node:http";',
  'import { get as read } from "node:https";',
  'import { connect, type Socket } from "node:net";',
  'import autocannon from "autocannon";',
])("a request by hand is found: %s", (text) => {
  expect(isByHand(text)).toBe(true);
});

test.each([
  'import { createServer } from "node:http";\nimport { request } from "./shape.ts";',
  "const { body } = await shop.getProduct({ params: { id } });",
])("what asks for nothing by hand is not: %s", (text) => {
  expect(isByHand(text)).toBe(false);
});

test("deploy and tests ask our API by hand nowhere but where it is said why", () => {
  const files = globSync("{deploy,tests}/**/*.{ts,mjs}", {
    exclude: (path) => path.includes("node_modules") || path === "tests/boundaries",
  });
  expect(files.length).toBeGreaterThan(200);
  const found = files.filter((file) => isByHand(readFileSync(file, "utf8")));
  expect(found.toSorted()).toEqual(Object.values(reasons).flat().toSorted());
});
