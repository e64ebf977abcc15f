/**
 * The rounds of what only more of the same would find: `few` of them where a contributor waits, and all of them in
 * `npm run torture` (torture/long-tests.ts).
 */
export function rounds<T>(few: T, all: T): T {
  return process.env['TORTURE'] === undefined ? few : all;
}
