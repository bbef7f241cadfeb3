/** What `npm start` says once the shop is open. */
import { demoLogins } from "./processes.ts";
import type { Shop } from "./shop.ts";

export function welcome(
  { gatewayUrl, mailUrl, sandboxUrl }: Pick<Shop, "gatewayUrl" | "mailUrl" | "sandboxUrl">,
  { withBroker }: { withBroker: boolean },
): string {
  const url = toLocalhost(gatewayUrl);
  const { admin, alice } = demoLogins;
  return `
SuperCoolShop is open at ${url}
${withBroker ? "" : "\n  RabbitMQ is left out: orders are taken and stay pending until a start with it.\n"}
  API to read and try   ${url}/docs
  Mail it sent          ${toLocalhost(mailUrl)}
  Payment sandbox       ${toLocalhost(sandboxUrl)}/charges
  Admin                 ${admin.email} / ${admin.password}
  Customer              ${alice.email} / ${alice.password}

Try
  curl -s '${url}/products?limit=3'
  curl -s ${url}/products/66432
  curl -s ${url}/auth/login -H 'content-type: application/json' -d '{"email":"${alice.email}","password":"${alice.password}"}'

Ctrl-C stops it; the data stays in .data/ (npm start -- --fresh begins anew).`;
}

const toLocalhost = (url: string): string => url.replace("127.0.0.1", "localhost");
