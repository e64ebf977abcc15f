/** Lines as programs write them today. */
const USAGE = {
  input_tokens: 4,
  cache_creation_input_tokens: 1200,
  cache_read_input_tokens: 15_000,
  cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 1000 },
  output_tokens: 310,
};
const TOLD = {
  ...USAGE,
  server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 },
  service_tier: 'standard',
  inference_geo: 'not_available',
};

export const MESSAGE: Readonly<Record<string, unknown>> & { readonly usage: Readonly<Record<string, unknown>> } = {
  model: 'claude-opus-5',
  id: 'msg_01AbCdEfGhIjKlMnOpQrStUv',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'say "usage"\n😀' }],
  stop_reason: 'tool_use',
  usage: { ...TOLD, iterations: [{ type: 'message', ...USAGE }], speed: 'standard' },
};

export const TRANSCRIPT_LINE: Readonly<Record<string, unknown>> = {
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  cwd: 'C:\\dev\\größe',
  sessionId: '0f0e0d0c-0b0a-4908-8706-050403020100',
  version: '2.1.330',
  gitBranch: 'main',
  message: MESSAGE,
  requestId: 'req_011CAbCd',
  type: 'assistant',
  uuid: '1f0e0d0c-0b0a-4908-8706-050403020100',
  timestamp: '2026-11-01T09:00:00.250Z',
};

export const WRAPPED: Readonly<Record<string, unknown>> = { timestamp: '2026-11-01T09:00:00.250Z', response: MESSAGE };

/** By source; each is read from its bytes into one row, where a time is given for those without. */
export const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'claude-code': [JSON.stringify(TRANSCRIPT_LINE)],
  messages: [JSON.stringify(WRAPPED), JSON.stringify({ ...MESSAGE, usage: TOLD }, null, 1)],
};
