import http from "node:http";
import { createProxyMiddleware } from "http-proxy-middleware";
const agent = new http.Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 64 });
const mw = createProxyMiddleware({
  target: new URL("http://127.0.0.1:9801"),
  agent,
  changeOrigin: true,
  ejectPlugins: true,
  pathFilter: () => true,
  plugins: [(p) => p.on("error", () => {})],
});
http.createServer((q, r) => mw(q, r)).listen(9800, "127.0.0.1");
process.on("SIGUSR2", () => {
  const c = process.cpuUsage();
  process.stdout.write(JSON.stringify({ cpu: c.user + c.system, rss: process.memoryUsage.rss() }) + "\n");
});
