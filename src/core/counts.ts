/** Counts by name: of refusals by their reason, of flags, of records by what became of them. */

/** Both together, name by name. */
export function addByName<Counts extends Readonly<Partial<Record<string, number>>>>(a: Counts, b: Counts): Counts {
  const sum: Record<string, number | undefined> = { ...a };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as Counts;
}

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
