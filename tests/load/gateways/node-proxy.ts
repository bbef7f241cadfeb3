/**
 * The other gateways made of Node, each as its own page shows it: `node node-proxy.ts fast-gateway`, with `PORT` and
 * `TARGET` in the environment.
 */
import { createServer } from "node:http";
import fastifyProxy from "@fastify/http-proxy";
import fastGateway from "fast-gateway";
import { fastify } from "fastify";
import { createProxyMiddleware } from "http-proxy-middleware";

// oxlint-disable-next-line node/no-process-env -- a program of its own
const { PORT, TARGET = "" } = process.env;
const port = Number(PORT);
const host = "127.0.0.1";

const starters: Readonly<Record<string, () => unknown>> = {
  "fast-gateway": () => {
    const routes = [{ prefix: "/products", prefixRewrite: "/products", target: TARGET }];
    return fastGateway({ routes }).start(port, host);
  },
  "@fastify/http-proxy": () => {
    const app = fastify();
    app.register(fastifyProxy, { upstream: TARGET });
    return app.listen({ port, host });
  },
  "http-proxy-middleware": () => {
    const proxy = createProxyMiddleware({ target: TARGET });
    return createServer((request, response) => void proxy(request, response)).listen(port, host);
  },
};

const name = process.argv[2] ?? "";
const start = starters[name];
if (!start) throw new Error(`${name} is none of ${Object.keys(starters).join(", ")}`);
await start();
