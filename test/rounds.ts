/**
 * How many rounds of what only more of the same would find: `few` where a contributor waits for them, which are the first of
 * `all`, and all of them in `npm run torture` (torture/long-tests.ts).
 */
export function rounds(few: number, all: number): number {
  return process.env['TORTURE'] === undefined ? few : all;
}
