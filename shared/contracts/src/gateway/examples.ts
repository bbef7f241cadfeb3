import type { ExamplesOf } from "../language/example.ts";
import type { gatewayApi } from "./own.ts";

export const gatewayExamples: ExamplesOf<typeof gatewayApi> = {
  getReadiness: { reply: { status: "ok", services: { catalog: "ok", user: "ok", order: "ok" } } },
};
