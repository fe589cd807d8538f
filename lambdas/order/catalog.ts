/** What the warehouse stocks at first: product → pieces. The counters in the table take over with their first use. */
export const catalog: Readonly<Record<string, number>> = {
  'chair-oak': 500,
  'desk-walnut': 200,
  'lamp-brass': 1_000,
  'shelf-pine': 25,
  'sofa-linen': 3,
};
