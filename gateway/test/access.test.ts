/** Who gets in: tokens and roles. */
import { createTestTokens } from "@shop/testing/tokens";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import { describe, expect, test } from "vitest";
import { bearerOf, problemIn, silent, tokens, useFakeService } from "./gateway.ts";

const { open, start, received } = useFakeService();

describe("a token", () => {
  test("is needed where the contract says so", async () => {
    const call = await start();
    const response = await call("/me");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await problemIn(response)).toMatchObject({ status: 401, code: "auth.required" });
    expect((await call("/me", await bearerOf("customer"))).status).toBe(200);
  });

  test("goes on to the service, which verifies it again", async () => {
    const call = await start();
    const token = await bearerOf("customer");
    await call("/me", token);
    expect(received().at(-1)?.headers.authorization).toBe(token);
  });

  test("that is bad is refused, also where none is needed, but not where one signs in", async () => {
    const call = await start();
    const expired = `Bearer ${await tokens.tokenFor({ id: "a", role: "customer", lifetimeS: -60 })}`;
    const foreign = `Bearer ${await createTestTokens().sign()}`;
    for (const bad of [expired, foreign, "Bearer x", "Bearer ", "Basic eDp5"]) {
      for (const path of ["/me", "/products"]) {
        const response = await call(path, bad);
        expect(response.headers.get("www-authenticate")).toContain("invalid_token");
        expect(await problemIn(response)).toMatchObject({ status: 401, code: "auth.invalid_token" });
      }
      expect((await call("/auth/login", bad, "POST")).status).toBe(200);
      expect((await call("/auth/logout", bad, "POST")).status).toBe(401);
    }
  });

  test("of a role that is too low is refused before the body is looked at", async () => {
    const call = await start();
    for (const [role, status] of [
      ["guest", 403],
      ["customer", 403],
      ["staff", 200],
      ["admin", 200],
    ] as const)
      expect((await call("/products", await bearerOf(role), "POST")).status).toBe(status);
    expect(await problemIn(await call("/admin/users", await bearerOf("staff")))).toMatchObject({
      status: 403,
      code: "auth.forbidden",
    });
  });

  test("that cannot be checked yet is a 503, not a 401", async () => {
    const call = await start({ keys: createTestTokens().keys });
    expect((await call("/me", await bearerOf("customer"))).status).toBe(401);
    const keys = createRemoteKeys({ urls: ["http://127.0.0.1:1/jwks"], log: silent });
    open.push(keys);
    const response = await (await start({ keys }))("/me", await bearerOf("customer"));
    expect(response.headers.get("retry-after")).toBe("1");
    expect(response.status).toBe(503);
  });
});
