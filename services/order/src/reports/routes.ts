import type { reportsApi } from "@shop/contracts/order/reports";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { getSalesReport, type ReportDeps } from "./get-sales-report.ts";

export const reportRoutes = (deps: ReportDeps): Handlers<typeof reportsApi> => ({
  getSalesReport: ({ query }) => getSalesReport(deps, query),
});
