/** Names a searched directory's logs have, also after rotation. A file that is named outright may be called anything. */

const KINDS = ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'sse', 'log', 'txt'];
const ARCHIVES = ['tar', 'tgz', 'tbz', 'tbz2', 'txz', 'zip', '7z'];

/** Everything that may be one, for the search. */
export const NAMES_SEARCHED: string = `**/*.{${[...KINDS, ...ARCHIVES].join(',')}}*`;

/** As logrotate and loggers number, date and pack what they rotate: .1, .2.gz, -20261109, .2026-11-09, .old. */
const ROTATED = String.raw`([.-](\d[\d.:_-]*|\d{4}-\d\d-\d\dt[\d:.-]*z?|old))?`;
const LOG = String.raw`\.(${KINDS.join('|')})${ROTATED}`;
/** What is packed so that it is not read is found too, so that it is not missing from the bill unsaid. */
const LOG_NAME = new RegExp(String.raw`${LOG}(\.(gz|zst|bz2|xz|lz4|br))?(\.\d{1,4}|\.old)?$`, 'i');
const ARCHIVE_NAME = new RegExp(String.raw`\.(tar\.(gz|zst|bz2|xz|lz4)|${ARCHIVES.join('|')})$`, 'i');
const BROTLI_NAME = new RegExp(String.raw`${LOG}\.br$`, 'i');

export function isLogName(file: string): boolean {
  return LOG_NAME.test(file) || ARCHIVE_NAME.test(file);
}

export function isBrotliName(file: string): boolean {
  return BROTLI_NAME.test(file);
}
