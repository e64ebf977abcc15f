/** Options that say where settings, ledger and prices are. */
import { Option } from 'commander';

export interface LedgerOptions {
  readonly db?: string;
  readonly config?: string;
}

export interface PricesOptions {
  readonly prices?: string;
  readonly config?: string;
}

export function ledgerOptions(): Option[] {
  return [
    new Option('--db <file>', 'the ledger (default: $PROMPTCACHE_COST_DB, or in your data directory)'),
    configOption(),
  ];
}

export function configOption(): Option {
  return new Option('--config <file>', 'settings (default: promptcache-cost.json, found upward from here)');
}

export function pricesOption(): Option {
  return new Option('--prices <dir>', 'your own or negotiated price files, laid over the built-in ones');
}
