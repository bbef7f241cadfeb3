/** A filter of accounts: those with which the shop can be run. */
export const ofAdmins = { role: "admin", disabled: { $ne: true }, closed: { $ne: true } } as const;
