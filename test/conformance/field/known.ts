/** Field cases that differ and may, each with its reason. One that agrees again must go from here. */
export const KNOWN: Readonly<Record<string, string>> = {};
