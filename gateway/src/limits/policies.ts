/** The allowances there are, and who is counted by which. */

/** In the order in which clients are told of them. */
export const policyNames = ["address", "caller", "key", "burst"] as const;
export type PolicyName = (typeof policyNames)[number];

/** `quota` is the cost that may be used in `windowS` seconds, which begin with the first request. */
export type Policy = { readonly quota: number; readonly windowS: number };
export type Policies = Readonly<Record<PolicyName, Policy>>;

/** A policy as it is counted with. */
export type Rule = { readonly name: PolicyName; readonly quota: number; readonly windowMs: number };

/**
 * Whoever is not signed in is counted by address. Who is signed in is counted wherever they are, and their address is
 * not: an office shares one. So is an API key: it is the shop's, and nobody's allowance stands in its way.
 */
export const rulesOf = (policies: Policies) => ({
  address: [toRule(policies, "address"), toRule(policies, "burst")],
  caller: [toRule(policies, "caller"), toRule(policies, "burst")],
  key: [toRule(policies, "key"), toRule(policies, "burst")],
});
export type SenderKind = keyof ReturnType<typeof rulesOf>;

const toRule = (policies: Policies, name: PolicyName): Rule => {
  const { quota, windowS } = policies[name];
  return { name, quota, windowMs: windowS * 1_000 };
};
