/**
 * `node tests/conformance/run.ts http://localhost:8080`: whether a gateway can be made to read a request in two ways.
 * The shop behind it should have no rate limit (RATE_LIMIT_PER_MINUTE=1000000). ADMIN_EMAIL and ADMIN_PASSWORD name its admin.
 */
import { demoLogins } from "@shop/local/processes";
import { checkConformance } from "./conformance.ts";

// oxlint-disable-next-line node/no-process-env -- a program of its own
const { ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;
const url = new URL(process.argv[2] ?? "http://localhost:8080");
const { shapes, findings } = await checkConformance(url, {
  email: ADMIN_EMAIL ?? demoLogins.admin.email,
  password: ADMIN_PASSWORD ?? demoLogins.admin.password,
});
for (const { shape, fault } of findings) process.stdout.write(`FAULT ${shape}: ${fault}\n`);
process.stdout.write(`${shapes} shapes, ${findings.length} faults\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
