import path from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What output depends on, the same on every machine. */
const env = { NO_COLOR: '1', COLUMNS: '100', TZ: 'UTC' };
const common = { environment: 'node', env, pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 } as const;

const CAPPED = path.resolve(import.meta.dirname, 'test/capped-shrinking.ts');
/** Every test's fast-check is the one that is soon done with shrinking; as a setup file it would be loaded where none is. */
const plugins = [
  {
    name: 'capped-shrinking',
    enforce: 'pre' as const,
    resolveId: (id: string, importer?: string): string | undefined =>
      id === 'fast-check' && importer !== CAPPED ? CAPPED : undefined,
  },
];

const config: ViteUserConfig = defineConfig({
  test: {
    // One less than there are cores is the default, which on two leaves one idle.
    maxWorkers: '100%',
    projects: [
      // A process of its own for each file takes as long again as the tests: they share two, so none may change what is global.
      {
        plugins,
        test: { ...common, name: 'unit', isolate: false, include: ['test/**/*.test.ts'], exclude: ['test/data/**'] },
      },
      // Real recordings beside the checkout; each test says so when they are not there.
      { plugins, test: { ...common, name: 'data', include: ['test/data/**/*.test.ts'], testTimeout: 600_000 } },
    ],
  },
});

export default config;
