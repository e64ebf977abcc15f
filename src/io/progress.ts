/** One line on a terminal's stderr that says how far a long read has come, and leaves no trace. */
import { visible } from '../core/inert.ts';

interface Progress {
  /** The text is asked for only when it is drawn. */
  update(text: () => string): void;
  clear(): void;
}

interface ProgressTerminal {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

export const noProgress: Progress = { update: () => undefined, clear: () => undefined };

const REDRAW_MS = 100;

/** Draws nothing when `terminal` is not one. `now` is in ms. */
export function terminalProgress(terminal: ProgressTerminal, now: () => number): Progress {
  if (!terminal.isTTY) return noProgress;
  let last = 0;
  let shown = false;
  return {
    update(text) {
      if (now() - last < REDRAW_MS) return;
      last = now();
      shown = true;
      terminal.write(`\r\x1b[2K${visible(text()).slice(0, Math.max(10, terminal.columns - 1))}`);
    },
    clear() {
      if (shown) terminal.write('\r\x1b[2K');
      shown = false;
    },
  };
}
