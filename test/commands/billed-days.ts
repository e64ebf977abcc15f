/** Days of usage and a bill of them 10 % below list, small enough to be worked out by hand. */
/** Opus 5.5 is 4 input, 0.20 read, 20 output: 4.00 + 1.00 + 2.00 a day, and 0.002 more on the 4th. */
const OPUS = (day: string, output = 100_000): string[] => [
  `2026-11-${day}T09:00:00Z,claude-opus-5-5,1000000,0,0,0,0,api`,
  `2026-11-${day}T10:00:00Z,claude-opus-5-5,0,0,0,5000000,${output},api`,
];
export const LOG: readonly string[] = [
  'at,model,input,cache_write_5m,cache_write_1h,cache_read,output,platform',
  ...[...OPUS('02'), ...OPUS('03'), ...OPUS('04', 100_100)],
  // 2.00 + 1.00 that nobody billed; and what has no price here.
  '2026-11-03T11:00:00Z,claude-sonnet-5-5,1000000,0,0,0,100000,api',
  '2026-11-04T11:00:00Z,claude-opus-5-7,1000000,0,0,0,0,api',
  // Others' bills.
  '2026-11-03T12:00:00Z,gpt-5.5,1000000,0,0,0,0,api',
  '2026-11-04T12:00:00Z,claude-opus-5-5,1000000,0,0,0,0,bedrock',
];

export const HEADER: string =
  'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type';
export const row = (day: string, model: string, type: string, usd: string): string =>
  `2026-11-${day},${model},Default,key,message,≤ 200k,${type},${usd},token`;
/** 10 % below list. */
export const opusRows = (day: string, usd: readonly string[] = ['3.60', '0.90', '1.80']): string[] =>
  ['input_no_cache', 'input_cache_read', 'output'].map((type, index) =>
    row(day, 'Claude Opus 5.5', type, usd[index] ?? ''),
  );
export const BILL: readonly string[] = [
  HEADER,
  ...[...opusRows('02'), ...opusRows('03'), ...opusRows('04')],
  row('04', 'Claude Opus 5.7', 'input_no_cache', '5.40'),
  // Of the 5th there are no logs.
  ...[row('05', 'Claude Opus 5.5', 'input_no_cache', '3.60'), row('05', 'Claude Opus 5.5', 'output', '1.80')],
];
export const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
