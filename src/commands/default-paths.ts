/** Where logs are when nobody says so. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../host.ts';
import { STDIN } from '../io/find.ts';

/**
 * What to read when no path is named: what is piped in, or on a terminal the directories Claude Code keeps its
 * transcripts in. Empty when there is neither.
 */
export function defaultPaths(host: Host): string[] {
  if (!host.stdin.isTTY) return [STDIN];
  const configured = host.env['CLAUDE_CONFIG_DIR']?.split(',').map((folder) => folder.trim()) ?? [];
  const folders = [...configured, path.join(host.home, '.claude'), path.join(host.home, '.config', 'claude')];
  const projects = folders.filter((folder) => folder !== '').map((folder) => path.join(folder, 'projects'));
  return [...new Set(projects)].filter((folder) => existsSync(folder));
}
