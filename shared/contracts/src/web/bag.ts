/** What is in the bag. */
export const bagPages = {};
