/** Refusals of a service that several have asked for at the same time: each is told the number of its own request. */
import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { useCachingGateway } from "./caching-gateway.ts";

const { startKeeping, received } = useCachingGateway();

/** Refuses with the number of the request, as every service does, once the others have come, too. */
const refuse =
  (status: number, type: string, toText: (requestId: string) => string): RequestListener =>
  (request, response) => {
    const text = toText(String(request.headers["x-request-id"]));
    setTimeout(() => response.writeHead(status, { "Content-Type": type }).end(text), 200);
  };

const ids = ["the-first", "the-second", "the-third"];

test("a problem document that is shared names each one's request", async () => {
  const problem = refuse(400, "application/problem+json", (requestId) =>
    JSON.stringify({ status: 400, code: "request.invalid", requestId }),
  );
  const { get, asked } = await startKeeping(problem);
  const answers = await Promise.all(ids.map((id) => get("/things?page=0", { "x-request-id": id })));
  expect(asked()).toBe(1);
  expect(answers.map(({ headers }) => headers.get("x-request-id"))).toEqual(ids);
  for (const [at, answer] of answers.entries()) {
    const text = await answer.text();
    expect(JSON.parse(text)).toEqual({ status: 400, code: "request.invalid", requestId: ids[at] });
    expect(answer.headers.get("content-length")).toBe(String(text.length));
  }
});

test("the page of an error is each one's own", async () => {
  const { get } = await startKeeping(refuse(500, "text/html", (requestId) => `<p>${requestId}</p>`));
  const accept = "text/html";
  const answers = await Promise.all(ids.map((id) => get("/t/1", { accept, "x-request-id": id })));
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(ids.map((id) => `<p>${id}</p>`));
  expect(received().map(({ headers }) => headers["x-request-id"])).toEqual(expect.arrayContaining(ids));
});
