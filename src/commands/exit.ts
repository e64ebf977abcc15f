/** Exit codes, the same in every command. */
export const EXIT = {
  fine: 0,
  /** The check that was asked for failed. */
  failed: 1,
  /** No answer: wrong usage or configuration, data that cannot be read, refused records under --strict. */
  noAnswer: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
