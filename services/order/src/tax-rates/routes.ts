import type { taxRatesApi } from "@shop/contracts/order/tax-rates";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageById } from "../paging/page-by-id.ts";
import {
  createTaxRate,
  getTaxRate,
  removeTaxRate,
  updateTaxRate,
  type TaxRateDeps,
} from "./manage-tax-rates.ts";
import type { TaxRate } from "./tax-rate.ts";

export const taxRateRoutes = (deps: TaxRateDeps, cursors: Cursors): Handlers<typeof taxRatesApi> => ({
  listTaxRates: async ({ query }) => {
    const page = await pageById(cursors, "tax-rates", deps.taxRates, query);
    return reply(page, { next: page.next });
  },

  createTaxRate: async ({ body }) => {
    const rate = await createTaxRate(deps, body);
    return reply(rate, { etag: rate.version, location: `/admin/tax-rates/${rate.id}` });
  },

  getTaxRate: async ({ params }) => withRate(await getTaxRate(deps, params.id)),

  updateTaxRate: async ({ params, expect, body }) =>
    withRate(await updateTaxRate(deps, { ...params, expect }, body)),

  removeTaxRate: async ({ params, expect }) => removeTaxRate(deps, { ...params, expect }),
});

const withRate = (rate: TaxRate) => reply(rate, { etag: rate.version });
