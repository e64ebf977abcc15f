/** A small invented file in the format of the public price data of @pydantic/genai-prices. */
export const GENAI_DATA: readonly unknown[] = [
  {
    id: 'nimbus',
    name: 'Nimbus',
    api_pattern: 'https://api\\.nimbus\\.example',
    pricing_urls: ['https://nimbus.example/pricing', 'not a page'],
    models: [
      {
        id: 'nimbus-large',
        name: 'Nimbus Large',
        match: {
          or: [{ equals: 'nimbus-large' }, { equals: 'nimbus-large-2026-03-01' }, { starts_with: 'nimbus-large-' }],
        },
        prices_checked: '2026-10-01',
        prices: [
          { prices: { input_mtok: 2, output_mtok: 8 } },
          {
            constraint: { type: 'start_date', start_date: '2026-06-01' },
            prices: {
              input_mtok: { base: 1.5, tiers: [{ start: 128_000, price: 3 }] },
              cache_write_mtok: 1.875,
              cache_read_mtok: { base: 0.15, tiers: [{ start: 64_000, price: 0.2 }] },
              output_mtok: 6,
            },
          },
        ],
      },
      { id: 'nimbus-small', match: { equals: 'nimbus-small' }, prices: { input_mtok: '0.1', output_mtok: 0.4 } },
      { id: 'claude-opus-5', match: { equals: 'claude-opus-5' }, prices: { input_mtok: 9, output_mtok: 9 } },
      {
        id: 'opus',
        match: { equals: 'anthropic/claude-opus-5.5' },
        prices: { input_mtok: 9, cache_read_mtok: 9, output_mtok: 9 },
      },
      { id: 'nimbus-embed', prices: { input_mtok: 0.02 } },
      { id: 'nimbus-free', prices: { input_mtok: 0, output_mtok: 0 } },
      { id: 'nimbus-search', prices: { input_mtok: 1, output_mtok: 1, requests_kcount: 5 } },
      {
        id: 'nimbus-night',
        prices: [
          { prices: { input_mtok: 1, output_mtok: 1 } },
          {
            constraint: { type: 'time_of_date', start_time: '16:30:00Z', end_time: '00:30:00Z' },
            prices: { input_mtok: 0.5, output_mtok: 0.5 },
          },
        ],
      },
      {
        id: 'nimbus-back',
        prices: [
          { constraint: { start_date: '2026-06-01' }, prices: { input_mtok: 1, output_mtok: 1 } },
          { prices: { input_mtok: 1, output_mtok: 1 } },
        ],
      },
      { id: 'nimbus-fine', prices: { input_mtok: 0.000_000_1, output_mtok: 1 } },
      { id: 'nimbus-tier', prices: { input_mtok: { base: 1, tiers: [{ start: 'many', price: 2 }] }, output_mtok: 1 } },
      { id: 'nimbus-less', prices: { input_mtok: -1, output_mtok: 1 } },
      { id: 'no such id', prices: { input_mtok: 1, output_mtok: 1 } },
      { id: 'nimbus-none' },
      'nimbus-text',
    ],
  },
  {
    id: 'cirrus',
    name: 'Cirrus',
    models: [
      { id: 'nimbus-small', prices: { input_mtok: 0.1, output_mtok: 0.4 }, match: { equals: 'cirrus/nimbus-small' } },
      { id: 'stratus', prices: { input_mtok: 1, output_mtok: 2 } },
    ],
  },
  { id: 'alto', models: [{ id: 'stratus', prices: { input_mtok: 1, output_mtok: 3 } }] },
  { id: 'empty' },
];
