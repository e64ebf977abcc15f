/** The public price data of @pydantic/genai-prices as price files, for models that no built-in file has. */
import { asFields, type Fields } from './fields.ts';
import { isId, readModelEntry, type ModelEntry } from './genai-model.ts';
import type { Unusable } from './genai-unusable.ts';

export interface ImportedModel {
  readonly model: string;
  /** The price file. */
  readonly json: Fields;
}

export interface GenaiImport {
  /** All that the data has. */
  readonly providers: readonly string[];
  readonly models: readonly ImportedModel[];
  /** "provider/model" of entries that built-in files have. */
  readonly builtIn: readonly string[];
  readonly skipped: readonly { readonly entry: string; readonly reason: Unusable }[];
}

interface ImportOptions {
  /** What to call the data. */
  readonly name: string;
  /** Whether a built-in file has a model of this id. */
  readonly isBuiltIn: (id: string) => boolean;
  /** Only these; all when empty. */
  readonly providers: ReadonlySet<string>;
}

interface Entry extends ModelEntry {
  /** "provider/model". */
  readonly name: string;
  readonly provider: string;
  readonly pages: readonly string[];
}

/** Undefined for what is no such data. */
export function importGenaiPrices(data: unknown, options: ImportOptions): GenaiImport | undefined {
  const providers: unknown = Array.isArray(data) ? data : asFields(data)?.['providers'];
  if (!Array.isArray(providers)) return undefined;
  const seen: string[] = [];
  const entries: Entry[] = [];
  const builtIn: string[] = [];
  const skipped: { entry: string; reason: Unusable }[] = [];
  for (const [position, provider] of providers.map(asFields).entries()) {
    const id = idOf(provider) ?? `#${position + 1}`;
    seen.push(id);
    if (options.providers.size > 0 && !options.providers.has(id)) continue;
    const models = provider?.['models'];
    if (!Array.isArray(models)) skipped.push({ entry: id, reason: 'not_an_entry' });
    for (const [place, model] of (Array.isArray(models) ? models : []).entries()) {
      const name = `${id}/${idOf(asFields(model)) ?? `#${place + 1}`}`;
      const read = readModelEntry(model);
      if (typeof read === 'string') skipped.push({ entry: name, reason: read });
      else if (read.ids.some(options.isBuiltIn)) builtIn.push(name);
      else entries.push({ ...read, name, provider: id, pages: pagesOf(provider) });
    }
  }
  const { agreed, disputed } = settle(entries);
  for (const { name } of disputed) skipped.push({ entry: name, reason: 'several_prices' });
  return { providers: seen, models: agreed.map((entry) => priceFile(entry, options.name)), builtIn, skipped };
}

function idOf(fields: Fields | undefined): string | undefined {
  const id = fields?.['id'];
  return isId(id) ? id : undefined;
}

function pagesOf(provider: Fields | undefined): string[] {
  const pages = provider?.['pricing_urls'];
  return Array.isArray(pages)
    ? pages.filter((page) => typeof page === 'string' && /^https:\/\/[!-~]{1,200}$/.test(page)).slice(0, 3)
    : [];
}

/** A log does not say who sold a model: an id with several prices has none, and entries that agree are one. */
function settle(entries: readonly Entry[]): { agreed: Entry[]; disputed: Entry[] } {
  const prices = new Map<string, Set<string>>();
  for (const { ids, rows } of entries) {
    for (const id of ids) prices.set(id, (prices.get(id) ?? new Set()).add(JSON.stringify(rows)));
  }
  const isDisputed = ({ ids }: Entry): boolean => ids.some((id) => (prices.get(id)?.size ?? 0) > 1);
  const taken = new Set<string>();
  const agreed = entries.flatMap((entry) => {
    const [first, ...others] = isDisputed(entry) ? [] : entry.ids.filter((id) => !taken.has(id));
    if (first === undefined) return [];
    for (const id of [first, ...others]) taken.add(id);
    return [{ ...entry, ids: [first, ...others] as const }];
  });
  return { agreed, disputed: entries.filter(isDisputed) };
}

function priceFile({ ids, displayName, provider, pages, checked, isDated, rows }: Entry, name: string): ImportedModel {
  const [model] = ids;
  const json = {
    model,
    display_name: displayName,
    imported: `genai-prices, ${provider}`,
    ids: { api: ids },
    prices: rows.map((row) => ({
      speed: 'standard',
      ...row,
      multipliers: {},
      ...(checked !== '' && { checked }),
      source: [`genai-prices (${provider}), in ${name}`, ...pages],
      confidence: 'low',
      note: `Imported, not looked up at the provider. Text only.${isDated ? '' : ' Its first price has no date there, so it is taken for all time.'}`,
    })),
  };
  return { model, json };
}
