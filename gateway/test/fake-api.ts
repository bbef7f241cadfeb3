/** What the fake service behind a gateway under test offers: one of each kind. */
import { defineEndpoint, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import { defineForm, definePersonalPage, definePublicPage } from "@shop/contracts/language/web-page";
import { z } from "zod";

export const endpoint = (method: Endpoint["method"], path: string, more: Partial<Endpoint> = {}): Endpoint =>
  defineEndpoint({ method, path, summary: path, access: "all", status: 200, reply: z.unknown(), ...more });

export const serviceApi: Api = {
  list: endpoint("get", "/products"),
  get: endpoint("get", "/products/:id"),
  create: endpoint("post", "/products", { access: "staff", act: "unrecorded" }),
  remove: endpoint("delete", "/products/:id"),
  import: endpoint("post", "/products/import", { bodyMode: "stream", bodyLimit: 1024 ** 3 }),
  order: endpoint("post", "/orders", { bodyLimit: 1_000 }),
  pay: endpoint("post", "/pay", { priority: "checkout", idempotent: true, access: "guest", maxWaitS: 5 }),
  live: endpoint("get", "/live", { timeoutMs: 1_000, replyMode: "stream", replyType: "text/event-stream" }),
  talk: endpoint("get", "/talk/:id", { timeoutMs: 1_000, upgrade: "websocket" }),
  talkAsCustomer: endpoint("get", "/my-talk", { upgrade: "websocket", access: "customer" }),
  paid: endpoint("post", "/paid", { access: { signedBy: "payments" }, bodyMode: "bytes", cost: 0 }),
  write: endpoint("post", "/write", {
    access: { role: "staff", scope: "catalog:write" },
    act: "unrecorded",
  }),
  things: endpoint("get", "/things", {
    query: z
      .object({ color: z.array(z.string()).optional(), page: z.string().optional() })
      .catchall(z.string()),
    cache: { maxAgeS: 60, staleS: 300, tags: ["things"] },
  }),
  thing: endpoint("get", "/things/:id", { cache: { maxAgeS: 60, staleS: 300, tags: ["thing"] } }),
  passing: endpoint("get", "/passing/:id", {
    cache: { maxAgeS: 1, staleS: 2, tags: ["thing"] },
    timeoutMs: 500,
  }),
  picture: endpoint("get", "/pictures/:id", { cache: { maxAgeS: 86_400, tags: [] } }),
  changeThing: endpoint("put", "/things/:id"),
  slow: endpoint("get", "/slow", { timeoutMs: 300 }),
  slowUpload: endpoint("post", "/slow", { timeoutMs: 300, bodyLimit: 1_000_000 }),
  dear: endpoint("get", "/dear", { cost: 5 }),
  login: endpoint("post", "/auth/login", { token: "ignored" }),
  logout: endpoint("post", "/auth/logout", { access: "guest" }),
  me: endpoint("get", "/me", { access: "customer" }),
  admin: endpoint("get", "/admin/users", { access: "admin" }),
  shown: endpoint("get", "/shown/:id", {
    page: "/t/:id",
    cache: { maxAgeS: 60, staleS: 300, tags: ["thing"] },
  }),
};

const cache = { maxAgeS: 60, staleS: 300, tags: ["thing"] };

/** What people are shown of it. */
export const pagesApi: Api = {
  home: definePublicPage({ path: "/", summary: "", cache }),
  thing: definePublicPage({ path: "/t/:id", summary: "", query: z.object({ color: z.string() }), cache }),
  passing: definePublicPage({ path: "/passing-page", summary: "", cache: { ...cache, maxAgeS: 1 } }),
  bag: definePersonalPage({ path: "/bag", summary: "" }),
  changeBag: defineForm({ path: "/bag", summary: "", body: z.object({}), bodyLimit: 1_000 }),
  hidden: defineForm({ path: "/hidden", summary: "", body: z.object({}) }),
  follow: endpoint("get", "/bag/stream", {
    token: "ignored",
    cookies: true,
    replyMode: "stream",
    replyType: "text/event-stream",
  }),
  asset: endpoint("get", "/assets/:name", {
    replyType: "text/css",
    cache: { maxAgeS: 60, tags: [] },
    cost: 0,
  }),
};
