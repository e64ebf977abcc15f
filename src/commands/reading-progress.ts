/** How far the reading of logs has come, as one line: of how much, how fast, and how long it will still take. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { blotted } from '../core/blot.ts';
import { formatInteger } from '../render/numbers.ts';

/** Bytes are those of the file system, but `read`, which of compressed files are those that came out. */
export interface ReadingProgress {
  readonly read: number;
  /** What is dealt with of `total`, including what was known from before and needed no reading. */
  readonly done: number;
  /** Of all files; undefined with a pipe among them, or while a compressed file is being read: nobody knows how far. */
  readonly total: number | undefined;
  /** Since the first file. */
  readonly elapsedMs: number;
  /** 0-based. */
  readonly index: number;
  readonly files: number;
  readonly name: string;
  /** Prefixes whose tokens were counted, where they are. */
  readonly counted?: number | undefined;
}

/** A rate over less says little. */
const FIRST_RATE_MS = 500;

export function progressText(progress: ReadingProgress): string {
  const { read, done, total, elapsedMs, index, files, name, counted } = progress;
  const rate = elapsedMs < FIRST_RATE_MS ? 0 : (read / elapsedMs) * 1000;
  const place = `file ${formatInteger(index + 1)} of ${formatInteger(files)}`;
  const parts = [
    total === undefined ? `${sizeText(read)} read` : ofTotal(done, total),
    rate === 0 ? '' : `${sizeText(rate)}/s`,
    rate === 0 || total === undefined ? '' : leftText(((total - done) / rate) * 1000),
    counted === undefined ? '' : `${formatInteger(counted)} prefixes counted`,
    name === '-' ? `${place}: standard input` : `${place}: ${blotted(path.basename(name))}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** "25 of 239 MB (10%)". 100% only when nothing is left. */
function ofTotal(done: number, total: number): string {
  const unit = unitOf(total);
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${inUnit(done, unit)} of ${inUnit(total, unit)} ${unit.name} (${percent}%)`;
}

interface Unit {
  readonly size: number;
  readonly name: string;
  readonly decimals: number;
}

const KILO: Unit = { size: 1e3, name: 'kB', decimals: 0 };
const MEGA: Unit = { size: 1e6, name: 'MB', decimals: 0 };
const GIGA: Unit = { size: 1e9, name: 'GB', decimals: 1 };

function unitOf(bytes: number): Unit {
  if (bytes < 1e6) return KILO;
  return bytes < 1e9 ? MEGA : GIGA;
}

/** Cut, not rounded, so that the whole is only there when it is. */
function inUnit(bytes: number, { size, decimals }: Unit): string {
  const steps = 10 ** decimals;
  return (Math.floor((bytes / size) * steps) / steps).toFixed(decimals);
}

function sizeText(bytes: number): string {
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit)} ${unit.name}`;
}

/** "1.2 s left", "42 s left", "3m 12s left", "2h 5m left". */
function leftText(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s left`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s left` : `${Math.floor(minutes / 60)}h ${minutes % 60}m left`;
}

const COMPRESSED = /\.(gz|zst|br)$/i;

/** `now` is in ms. */
export function followReading(
  files: readonly string[],
  now: () => number,
): {
  /** Files come in their order; those before it are done with, read or not. */
  readonly file: (index: number) => void;
  readonly bytes: (more: number) => void;
  readonly at: () => ReadingProgress;
} {
  const sizes = files.map(sizeOf);
  const whole = sizes.reduce<number | undefined>((sum, size) => addUp(sum, size), 0);
  const began = now();
  let [index, read, before, ofFile] = [0, 0, 0, 0];
  return {
    file(next) {
      for (; index < next; index += 1) before += sizes[index] ?? 0;
      ofFile = 0;
    },
    bytes(more) {
      read += more;
      ofFile += more;
    },
    at() {
      const name = files[index] ?? '';
      const here = Math.min(ofFile, sizes[index] ?? 0);
      const total = COMPRESSED.test(name) ? undefined : whole;
      return { read, done: before + here, total, elapsedMs: now() - began, index, files: files.length, name };
    },
  };
}

function addUp(sum: number | undefined, size: number | undefined): number | undefined {
  return sum === undefined || size === undefined ? undefined : sum + size;
}

/** undefined of a pipe, and of what is gone. */
function sizeOf(file: string): number | undefined {
  const stats = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.size : undefined;
}
