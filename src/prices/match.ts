/**
 * From an id as logged to the model whose prices apply.
 *
 * Never by prefix: claude-opus-5 is a prefix of claude-opus-5-5, which has other prices. An unknown point
 * release has no price, rather than its parent's.
 */
import { parseModelId } from '../core/model-id.ts';

export interface ModelIndex {
  /** Model by id, as listed. */
  readonly exact: ReadonlyMap<string, string>;
  /** Model by id without its platform's decorations, dated and undated; undefined where several models share it. */
  readonly normal: ReadonlyMap<string, string | undefined>;
}

/** One layer's listed ids. */
export type ListedIds = Iterable<{ readonly model: string; readonly ids: readonly string[] }>;

/** `layers` from the lowest up: an upper layer may give an exact id to another model. */
export function indexModels(layers: Iterable<ListedIds>): ModelIndex {
  const exact = new Map<string, string>();
  const normal = new Map<string, string | undefined>();
  for (const layer of layers) {
    for (const { model, ids } of layer) {
      for (const id of [model, ...ids]) {
        exact.set(id, model);
        const { dated, base } = parseModelId(id);
        for (const form of new Set([dated, base])) {
          normal.set(form, normal.has(form) && normal.get(form) !== model ? undefined : model);
        }
      }
    }
  }
  return { exact, normal };
}

/** The model an id stands for; undefined when it is unknown or could be several. */
export function matchModel(index: ModelIndex, logged: string): string | undefined {
  const { dated, base } = parseModelId(logged);
  return index.exact.get(logged) ?? index.exact.get(dated) ?? index.normal.get(dated) ?? index.normal.get(base);
}
