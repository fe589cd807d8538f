/** `: did you mean 'amount'?`, else what there is. */
export const among = (name: string, known: readonly string[]): string => {
  const names = [...new Set(known)];
  const near = names
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(2, name.length / 3) && one.distance < name.length)
    .sort((a, b) => a.distance - b.distance)[0];
  if (near) return `: did you mean '${near.candidate}'?`;
  return names.length > 0 ? `: it has ${names.map((known) => `'${known}'`).join(', ')}` : '';
};

/** Levenshtein's. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
