/**
 * What ingest is compared with: the shortest program that reads the same files and parses the same lines. It
 * stores nothing, refuses nothing and counts repeated lines twice.
 */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';

const buffer = Buffer.alloc(8 << 20);
let output = 0;

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true }).sort())
  if (/\.(?:jsonl|ndjson)$/.test(name)) readFile(path.join(folder, name));
console.log(JSON.stringify({ output }));

function readFile(file) {
  const handle = openSync(file);
  let rest = 0;
  for (;;) {
    const end = rest + readSync(handle, buffer, rest, buffer.length - rest, null);
    if (end === rest) break;
    let start = 0;
    for (let stop = buffer.indexOf(10); stop >= 0 && stop < end; stop = buffer.indexOf(10, start)) {
      readLine(buffer.subarray(start, stop));
      start = stop + 1;
    }
    buffer.copyWithin(0, start, end);
    rest = end - start;
  }
  closeSync(handle);
}

function readLine(line) {
  if (!line.includes('"usage"')) return;
  const record = JSON.parse(line.toString());
  output += (record.message ?? record.response)?.usage?.output_tokens ?? 0;
}
