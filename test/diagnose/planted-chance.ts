/** Chance that is the same for the same seed. */
import { randomFrom } from '../simulate/known-world.ts';

export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed * 7919);
  }

  happens(probability: number): boolean {
    return this.#next() < probability;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** As often between 1 and 10 as between 10 and 100. */
  spread(low: number, high: number): number {
    return low * (high / low) ** this.#next();
  }

  /** Log-normal: half of them below the median; `factor` is what one standard deviation multiplies by. */
  around(median: number, factor: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#next())) * Math.cos(2 * Math.PI * this.#next());
    return median * factor ** normal;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#next() * from.length)]!;
  }
}
