/** "Did you mean": the nearest known name, or none where all are far. */

/** Letters that are wrong, missing, too many, or swapped with their neighbour (the commonest slip counts once); given up beyond `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] as number) + 1 : limit + 1;
      row.push(Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + cost, swapped));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

/** A third of the word may be wrong; a name that only lost or swapped its area, or lost its second word, counts as near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const text = word.slice(0, 120);
  const limit = Math.max(1, Math.floor(text.length / 3));
  const tail = lastPart(text);
  let best: { name: string; score: number } | undefined;
  for (const name of known) {
    let score = distance(text.toLowerCase(), name.toLowerCase(), limit);
    if (score > limit && ((text.includes('.') && lastPart(name) === tail) || (text.length > 2 && name.startsWith(`${text}-`)))) score = limit;
    if (score <= limit && (best === undefined || score < best.score)) best = { name, score };
  }
  return best?.name;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const name = nearest(word, known);
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}
