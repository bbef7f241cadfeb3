/** Acts of staff, as the audit log will hear of them. */
import type { z } from "zod";
import { staffActedOf } from "@shop/contracts/language/act";
import type { BusEar } from "./bus-ear.ts";
import { until } from "./until.ts";

const { data } = staffActedOf("any");
export type StaffAct = z.infer<typeof data>;

/** Those of one actor as they began: `count` at least, waited for. */
export async function actsBy(ear: BusEar, actor: string, count: number): Promise<readonly StaffAct[]> {
  const find = () =>
    ear.heard
      .filter(({ name }) => name.endsWith(".staff_acted"))
      .map((event) => data.parse(event.data))
      .filter((act) => act.actor === actor);
  await until(() => find().length >= count, `${count} acts of ${actor} are told of`);
  return find().toSorted((a, b) => a.at.localeCompare(b.at));
}
