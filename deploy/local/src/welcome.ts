/** What `npm start` says once the shop is open. */
import { join } from "node:path";
import { demoLogins } from "./processes.ts";
import { serviceNames } from "./backing.ts";
import { toShownPath } from "./describe-end.ts";
import { hostsOf } from "@shop/servers/reach";
import type { Shop } from "./shop.ts";

export function welcome(
  {
    gatewayUrl,
    mailUrl,
    sandboxUrl,
    mongoUrl,
  }: Pick<Shop, "gatewayUrl" | "mailUrl" | "sandboxUrl" | "mongoUrl">,
  { withBroker, dataDir }: { withBroker: boolean; dataDir: string },
): string {
  const url = toLocalhost(gatewayUrl);
  const { admin, alice } = demoLogins;
  return `
SuperCoolShop is open at ${url}: the shop for people in a browser, its API for programs
${withBroker ? "" : "\n  RabbitMQ is left out: orders are taken and stay pending until a start with it.\n"}
  API to read and try   ${url}/docs
  Mail it sent          ${toLocalhost(mailUrl)}
  Payment sandbox       ${toLocalhost(sandboxUrl)}
  Admin                 ${admin.email} / ${admin.password}
  Customer              ${alice.email} / ${alice.password}
  Databases             ${serviceNames.map((service) => `${hostsOf(mongoUrl(service))}/${service}`).join("  ")}
  Logs                  ${toShownPath(join(dataDir, "logs"))}/

Try
  curl -s '${url}/products?limit=3'
  curl -s ${url}/products/66432
  curl -s ${url}/auth/login -H 'content-type: application/json' -d '{"email":"${alice.email}","password":"${alice.password}"}'

Kill what you like, it comes back: npm run restart -- order, or kill -9 its process.
Ctrl-C stops it; the data stays in .data/ (npm start -- --fresh begins anew, -- --help lists more).`;
}

const toLocalhost = (url: string): string => url.replace("127.0.0.1", "localhost");
