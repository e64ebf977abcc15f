/** Where Claude Code keeps what it logs. */
import path from 'node:path';
import type { Host } from '../host.ts';

/** Where Claude Code keeps its transcripts, whether or not there are any. */
export function transcriptFolders({ env, home }: Host): string[] {
  const configured = env['CLAUDE_CONFIG_DIR']?.split(',').map((folder) => folder.trim()) ?? [];
  const folders = [...configured, path.join(home, '.claude'), path.join(home, '.config', 'claude')];
  return [...new Set(folders.filter((folder) => folder !== '').map((folder) => path.join(folder, 'projects')))];
}
