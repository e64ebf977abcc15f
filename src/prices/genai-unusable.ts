/** Why an entry cannot be used, for people. */
export const UNUSABLE = {
  not_an_entry: 'it has no id that a log could hold, or no prices',
  bad_price: 'a price is no amount of at most six decimals',
  bad_date: 'prices are not dated as one after the other',
  hours: 'its prices change with the hour',
  no_token_prices: 'it has no price above zero for both input and output',
  per_request: 'requests cost something beside their tokens',
  several_prices: 'providers sell it at different prices; choose one with --provider',
} as const;
export type Unusable = keyof typeof UNUSABLE;
