/** What the gateway refuses is a page for whoever looks at a browser, and a problem for every program. */
import { AppError } from "@shop/kit/errors";
import { pageHeaders } from "@shop/kit/http/server/page";
import { afterEach, describe, expect, test } from "vitest";
import { browse } from "@shop/testing/browse";
import { bearerOf, startGateway, useFakeService, type GatewayOptions } from "./gateway.ts";
import { answerJson } from "./upstream.ts";

const fake = useFakeService();
afterEach(() => {
  fake.service().answer = answerJson;
});

const navigation = { "sec-fetch-mode": "navigate", accept: "text/html,*/*;q=0.8" };
const plainHttp = { accept: "text/html,*/*;q=0.8" };
const ownScript = { "sec-fetch-mode": "cors", accept: "text/html" };

async function open(options: Partial<GatewayOptions> = {}) {
  const gateway = await startGateway({ serviceUrl: fake.url(), ...options });
  fake.open.push(gateway);
  return (path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
    browse(gateway.url + path, { headers, method, body });
}

const full: GatewayOptions["rateLimit"] = {
  take: () => ({
    fields: [],
    refusal: new AppError("too_many", "request.too_many", "Too many", { headers: { "Retry-After": "7" } }),
  }),
};
const away = "http://127.0.0.1:1";

const refusals: readonly [number, string, Partial<GatewayOptions>, string, string, string?][] = [
  [404, "an address that nobody has", {}, "/nowhere", "There is nothing here"],
  [405, "a form's address that is opened", {}, "/hidden", "Not like this"],
  [413, "too much in a form", {}, "/bag", "That is too much", "x".repeat(2_000)],
  [429, "too many requests", { rateLimit: full }, "/bag", "Try again in 7 seconds."],
  [503, "a service that is away", { serviceUrl: away }, "/bag", "We will be right back"],
  [504, "a service that says nothing", { serviceUrl: "silent" }, "/slow", "This took too long"],
];

describe.each(refusals)("a %i for %s", (status, _what, options, path, words, body) => {
  const start = async () => {
    if (options.serviceUrl === "silent") fake.service().answer = () => undefined;
    const url = options.serviceUrl === away ? away : fake.url();
    const ask = await open({ ...options, serviceUrl: url });
    return (headers: Record<string, string>) =>
      ask(path, { "x-request-id": "of-the-client", ...headers }, body === undefined ? "GET" : "POST", body);
  };

  test("is a page for somebody who looks", async () => {
    const ask = await start();
    for (const headers of [navigation, plainHttp, ownScript]) {
      const answer = await ask(headers);
      expect(answer.status).toBe(status);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["content-security-policy"]).toBe(pageHeaders["Content-Security-Policy"]);
      expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
      const { body: html } = answer;
      expect(html).toContain(words);
      expect(html).toContain("<code>of-the-client</code>");
      expect(html).toContain('<a href="/">');
      expect(html).not.toMatch(/<script|<style|style=|<link|<img/);
    }
  });

  test("is a problem for programs", async () => {
    const ask = await start();
    for (const headers of [{}, { "sec-fetch-mode": "cors", accept: "*/*" }, { accept: "application/json" }]) {
      const answer = await ask(headers);
      expect(answer.status).toBe(status);
      expect(answer.headers["content-type"]).toBe("application/problem+json");
      expect(JSON.parse(answer.body)).toMatchObject({ status });
    }
  });
});

test("who shows a token at the API is a program, whatever it takes", async () => {
  const ask = await open();
  const answer = await ask("/nowhere", { ...navigation, authorization: await bearerOf("customer") });
  expect(answer.headers["content-type"]).toBe("application/problem+json");
});

test("what was not understood is told in words, too, and no word of the client's becomes an element", async () => {
  const ask = await open();
  const answer = await ask("/bag%2f", navigation);
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("<h1>Bad Request</h1>");
  const hostile = await ask("/nowhere", { ...navigation, "x-request-id": "<img src=x>" });
  expect(hostile.body).not.toContain("<img");
});

test("a page that a program asks for is refused with a problem that no other site may read", async () => {
  const ask = await open({ rateLimit: full });
  const answer = await ask("/bag", { origin: "https://evil.example" });
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
});

test("what a service refuses is its own to say", async () => {
  fake.service().answer = (_request, response) =>
    response.writeHead(404, { "Content-Type": "text/html; charset=utf-8" }).end("<p>No such bag");
  const ask = await open();
  expect((await ask("/bag", navigation)).body).toBe("<p>No such bag");
});
