/**
 * node bench/peers/duckdb.mjs DATABASE LOG: slim NDJSON into a table with the ids as its key, each response once:
 * the instant, what it is grouped and priced by and the six counts, as a ledger of ours keeps them. Prints the rows.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [database = '', log = ''] = process.argv.slice(2);

const USAGE = `STRUCT(
  input_tokens BIGINT, cache_read_input_tokens BIGINT, output_tokens BIGINT,
  cache_creation STRUCT(ephemeral_5m_input_tokens BIGINT, ephemeral_1h_input_tokens BIGINT),
  server_tool_use STRUCT(web_search_requests BIGINT),
  service_tier VARCHAR, inference_geo VARCHAR, speed VARCHAR)`;

const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
await connection.run(`CREATE TABLE usage (
  request_id VARCHAR, occurred TIMESTAMP, model VARCHAR, tier VARCHAR, geo VARCHAR, speed VARCHAR,
  input BIGINT, cache_write_5m BIGINT, cache_write_1h BIGINT, cache_read BIGINT, output BIGINT, web_search BIGINT,
  PRIMARY KEY (request_id))`);
await connection.run(
  `INSERT OR IGNORE INTO usage SELECT
    response.id, "timestamp", response.model,
    response.usage.service_tier, response.usage.inference_geo, response.usage.speed,
    response.usage.input_tokens,
    response.usage.cache_creation.ephemeral_5m_input_tokens, response.usage.cache_creation.ephemeral_1h_input_tokens,
    response.usage.cache_read_input_tokens, response.usage.output_tokens,
    response.usage.server_tool_use.web_search_requests
  FROM read_ndjson($log, columns = {
    "timestamp": 'TIMESTAMP', response: 'STRUCT(id VARCHAR, model VARCHAR, usage ${USAGE.replace(/\s+/g, ' ')})'
  })`,
  { log },
);
const rows = await connection.runAndReadAll(`SELECT count(*), sum(input), sum(cache_write_5m), sum(cache_write_1h),
  sum(cache_read), sum(output), sum(web_search) FROM usage`);
const [counts = []] = rows.getRows();
connection.closeSync();
instance.closeSync();
const names = ['responses', 'input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'];
console.log(JSON.stringify(Object.fromEntries(names.map((name, index) => [name, String(counts[index])]))));
