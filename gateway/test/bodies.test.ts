/** Bodies that are held until they are whole: nobody's are so many that others find no room, and stalling is not free. */
import { connect, type Socket } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterEach, describe, expect, test } from "vitest";
import { bearerOf, startGateway, statusesOf } from "./gateway.ts";
import { newAddress, nowhere, useLimits } from "./limits.ts";
import { answerJson } from "./upstream.ts";

const { open, service, start } = useLimits();

afterEach(() => {
  service().answer = answerJson;
});

describe("who sends bodies and does not end them", () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** Room for twenty bodies, and for ten of one sender. */
  const startSmall = async () => {
    const body = { timeoutMs: 60_000, bytesInAll: 20_000, bytesPerSender: 10_000 };
    const gateway = await startGateway({ serviceUrl: service().url, trustedHops: 1, body });
    open.push(gateway);
    const post = (path: string, authorization?: string) =>
      fetch(gateway.url + path, {
        method: "POST",
        body: "x".repeat(900),
        headers: { "x-forwarded-for": newAddress(), ...(authorization && { authorization }) },
      });
    let refused = 0;
    const stall = (address: string) => {
      const lines = [
        "POST /orders HTTP/1.1",
        "Host: a",
        `X-Forwarded-For: ${address}`,
        "Content-Length: 1000",
      ];
      const socket = connect(gateway.port, "127.0.0.1").on("error", () => undefined);
      sockets.push(socket);
      socket.setEncoding("latin1").on("data", (text: string) => (refused += statusesOf(text).length));
      socket.write(`${lines.join("\r\n")}\r\n\r\n${"x".repeat(999)}`);
    };
    return { post, stall, refused: () => refused };
  };

  test("takes no more room than is theirs, and nobody else is refused", async () => {
    const { post, stall, refused } = await startSmall();
    const address = newAddress();
    for (let count = 0; count < 30; count += 1) stall(address);
    await soon(() => expect(refused()).toBeGreaterThanOrEqual(10));
    expect((await post("/orders")).status).toBe(200);
    await soon(() => expect(refused()).toBe(20));
    expect((await post("/orders")).status).toBe(200);
  });

  test("from many addresses leaves room for who pays, and all of it when they have gone", async () => {
    const { post, stall, refused } = await startSmall();
    for (let count = 0; count < 30; count += 1) stall(newAddress());
    await soon(() => expect(refused()).toBeGreaterThanOrEqual(10));
    expect((await post("/orders")).status).toBe(503);
    expect((await post("/pay", await bearerOf("guest"))).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await soon(async () => expect((await post("/orders")).status).toBe(200));
  });
});

describe("a call that costs nothing costs something", () => {
  test("when its signature is not good", async () => {
    const { statuses, rateLimit } = await start({ redisUrl: nowhere });
    const paid = (count: number) => statuses(count, "/paid", newAddress(), undefined, "POST");
    expect(await paid(3)).toEqual([200, 200, 200]);
    service().answer = (_request, response) => void response.writeHead(401).end();
    expect(await paid(1)).toEqual([401]);
    // It is charged when the answer has gone.
    await soon(() => expect(rateLimit.state().fullest.map(({ used }) => used)).toEqual([1, 1]));
  });

  test("when its body does not come", async () => {
    const { call, raw } = await start({ address: 1 });
    const address = newAddress();
    const lines = [
      "POST /paid HTTP/1.1",
      "Host: a",
      `X-Forwarded-For: ${address}`,
      "Content-Length: 9",
      "",
      "{",
    ];
    expect(statusesOf(await raw(...lines))).toEqual(["408"]);
    expect((await call("/products", address)).status).toBe(429);
  });
});
