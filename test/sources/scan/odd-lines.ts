/**
 * Lines of the hot shapes, seeded: ordinary for the most part, with something odd here and there in every place that matters.
 * They are put together as text, because what is odd about them no serializer would write.
 */
import { Random } from '../../../bench/synthetic/random.ts';
import { COUNTS, INSTANTS, JUNK, MODELS, SPACES, TEXTS } from './odd-values.ts';

/** Chances of something odd in one place, per cent. */
const ODD = 1.5;
type Entry = [key: string, value: string];

export class OddLines {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  transcript(): string {
    const side = this.#random.chance(30);
    return this.#spoiled(
      this.#object([
        ['parentUuid', 'null'],
        ['isSidechain', this.#odd(['"true"', '1', 'null']) ?? String(side)],
        ['cwd', this.#text(this.#random.pick(['/home/dev/shop', '/home/dev/größe', 'C:\\dev\\shop']))],
        ['sessionId', this.#text(this.#random.pick(['s-1', 's-2', 's-10']))],
        ['version', this.#text(this.#random.pick(['2.1.1', '2.1.2']))],
        ['gitBranch', this.#text(this.#random.pick(['main', 'fix/it', '']))],
        ...this.#maybe(side ? 80 : 5, 'agentId', () => this.#text('a1b2')),
        ['message', this.#odd(['null', '"text"', '[]', '{}']) ?? this.#message()],
        ['requestId', this.#random.below(100) === 0 ? this.#text('req_1') : '"req_011CAbCd"'],
        ['type', this.#odd(['"user"', '"summary"', '"assistant "', '"\\u0061ssistant"', '5', '""']) ?? '"assistant"'],
        ...this.#maybe(1, 'forkedFrom', () => '{"sessionId":"0f0e","messageUuid":"u"}'),
        ...this.#maybe(2, 'isApiErrorMessage', () => this.#random.pick(['true', 'false', 'null', '"true"'])),
        ...this.#maybe(20, 'toolUseResult', () => this.#object([['usage', this.#usage()]])),
        ['uuid', '"u-1"'],
        ...this.#maybe(98, 'timestamp', () => this.#instant()),
      ]),
    );
  }

  response(): string {
    const message = this.#message();
    const place = this.#random.pick(['bare', 'bare', 'response', 'response', 'response', 'body', 'deep', 'text']);
    const deep = this.#object([['body', message]]);
    const entries: Record<string, Entry[]> = {
      response: [['response', message]],
      body: [['body', message]],
      deep: [['response', deep]],
      text: [['response', JSON.stringify(message)]],
    };
    const times: Entry[] = [
      ...this.#maybe(place === 'bare' ? 3 : 80, 'timestamp', () => this.#instant()),
      ...this.#maybe(place === 'bare' ? 3 : 10, 'created_at', () => this.#instant()),
      ...this.#maybe(place === 'bare' ? 3 : 10, 'ts', () => this.#instant()),
    ];
    if (place === 'bare') {
      const fields = message.trim().slice(1, -1);
      const more = times.map(([key, value]) => `"${key}":${value}`);
      return this.#spoiled(`{${[...more, fields].join(',')}}`);
    }
    return this.#spoiled(
      this.#object([
        ...times,
        ...(entries[place] ?? []),
        ...this.#maybe(2, 'body', () => this.#random.pick(['null', '{}', message])),
        ...this.#maybe(8, 'request', () => this.#request()),
        ...this.#maybe(4, 'type', () =>
          this.#random.pick(['"log"', '"message"', '"error"', 'null', '"\\u006dessage"']),
        ),
        ...this.#maybe(2, 'usage', () => this.#usage()),
        ...this.#maybe(2, 'id', () => this.#text('outer')),
      ]),
    );
  }

  /** Broken at one place, now and then. */
  #spoiled(line: string): string {
    if (!this.#random.chance(8)) return line;
    const at = this.#random.below(line.length + 1);
    const junk = this.#random.pick(JUNK);
    switch (this.#random.below(4)) {
      case 0:
        return line.slice(0, at);
      case 1:
        return line.slice(0, at) + junk + line.slice(at);
      case 2:
        return line.slice(0, at) + junk + line.slice(at + 1);
      default:
        return line.slice(0, at) + line.slice(at + 1);
    }
  }

  #message(): string {
    return this.#object([
      [
        'id',
        this.#odd(TEXTS) ??
          `"${this.#random.pick(['msg_01', ...Array<string>(11).fill('msg_01'), 'msg_bdrk_', 'msg_vrtx_', 'msg_', 'm'])}${this.#random.below(50)}"`,
      ],
      ['type', this.#odd(['"error"', '"\\u006dessage"', '"messages"', 'null', '5']) ?? '"message"'],
      ['role', '"assistant"'],
      ['model', this.#text(this.#random.pick(MODELS))],
      ['content', this.#content()],
      ...this.#maybe(90, 'stop_reason', () => this.#odd(TEXTS) ?? this.#random.pick(['null', '"end_turn"'])),
      ['usage', this.#odd(['null', '[]', '"usage"', '{}', '5']) ?? this.#usage()],
      ...this.#maybe(
        10,
        'diagnostics',
        () => this.#odd(['{}', '{"cache_miss_reason":null}', '[]', '5', '"x"']) ?? 'null',
      ),
    ]);
  }

  #usage(): string {
    const counts = this.#counts();
    return this.#object([
      ...counts,
      ...this.#maybe(60, 'server_tool_use', () => this.#odd(['null', '[]', '5']) ?? this.#tools()),
      ...this.#maybe(80, 'service_tier', () => this.#text(this.#random.pick(['standard', 'batch', 'priority']))),
      ...this.#maybe(60, 'inference_geo', () => this.#text(this.#random.pick(['not_available', 'us', 'global', '']))),
      ...this.#maybe(30, 'iterations', () => this.#iterations(counts)),
      ...this.#maybe(40, 'speed', () => this.#odd(TEXTS) ?? this.#random.pick(['"standard"', '"fast"', 'null'])),
    ]);
  }

  #tools(): string {
    return this.#object([
      ['web_search_requests', this.#count(3)],
      ['web_fetch_requests', '0'],
    ]);
  }

  #counts(): Entry[] {
    const [short, long] = [this.#random.below(3000), this.#random.chance(30) ? this.#random.below(9000) : 0];
    const total = this.#random.chance(95) ? short + long : this.#random.below(9000);
    const split = this.#object([
      ['ephemeral_5m_input_tokens', this.#odd(COUNTS) ?? String(short)],
      ['ephemeral_1h_input_tokens', this.#odd(COUNTS) ?? String(long)],
    ]);
    return [
      ...this.#maybe(99, 'input_tokens', () => this.#count(900)),
      ...this.#maybe(97, 'cache_creation_input_tokens', () => this.#odd(COUNTS) ?? String(total)),
      ...this.#maybe(97, 'cache_read_input_tokens', () => this.#count(90_000)),
      ...this.#maybe(85, 'cache_creation', () => this.#odd(['null', '[]', '{}', '"x"']) ?? split),
      ...this.#maybe(99, 'output_tokens', () => this.#count(900)),
    ];
  }

  #iterations(counts: readonly Entry[]): string {
    const odd = this.#odd(['null', '[]', '{}', '5', '[null]', '[5]', '["a"]', '[[]]', '[{}]']);
    if (odd !== undefined) return odd;
    const one = (): string =>
      this.#object([
        ...this.#maybe(
          99,
          'type',
          () => this.#odd(['"compaction"', '"fallback_message"', 'null', '"x"']) ?? '"message"',
        ),
        ...(this.#random.chance(97) ? counts : this.#counts()),
        ...this.#maybe(3, 'model', () => this.#text('claude-opus-5')),
        ...this.#maybe(2, 'server_tool_use', () => this.#tools()),
      ]);
    const list = this.#random.chance(95) ? [one()] : [one(), this.#random.chance(50) ? '{}' : one()];
    return `[${this.#space()}${list.join(`${this.#space()},`)}${this.#space()}]`;
  }

  #block(): string {
    const text = (length: number): string => 'a \\n"\\u00e4'.replace('"', '\\"').repeat(length);
    return this.#random.pick([
      '{"type":"tool_use","id":"t","name":"Bash","input":{"command":"ls","type":"text"}}',
      '{"text":"x","type":"tool_use"}',
      '{"type":"thinking","thinking":"hm"}',
      '{"type":"thinking","thinking":"","signature":"YQ=="}',
      '{"type":"tool_use","id":"t","name":"Edit","input":{}}',
      '{"type":"text","text":"All tests pass."}',
      '{"type":"text","text":"say \\"usage\\": {\\n"}',
      '{"type":"text","text":""}',
      '{"type":"text","text":null}',
      '{"type":"t\\u0065xt","text":"say"}',
      `{"type":"text","text":"${text(this.#random.below(200))}"}`,
      `{"type":"text","text":"${text(2)} ü 😀"}`,
      `{"type":"text","text":"${'word '.repeat(this.#random.below(3000))}"}`,
    ]);
  }

  #content(): string {
    const random = this.#random;
    const block = (): string =>
      random.pick([
        '{"type":"text","text":"say \\"usage\\": {\\n"}',
        '{"type":"text","text":"naïve 日本 😀 \\u001b[0m \\ud83d"}',
        '{"usage":{"input_tokens":1},"type":"message","model":"m","id":"i"}',
        '{"a":[1,-2.5e-3,0,true,false,null,[],{},[[{"b":[{}]}]]],"a":2}',
        '"plain"',
        ...['0.5', '{ }', '[ ]', '{"":"","\\u0061":1}'],
      ]);
    const odd = this.#odd([
      '"text"',
      'null',
      '[1,]',
      '[,1]',
      '{"a"}',
      '{"a":}',
      '{,}',
      '{"a":1,}',
      '[1 2]',
      '{"a":1 "b":2}',
      '{a:1}',
    ]);
    if (odd !== undefined) return odd;
    if (random.chance(1)) return deep(random.pick([50, 150, 190, 198, 250, 3000]));
    // Claude Code writes a line for each block.
    if (random.chance(95)) return `[${this.#space()}${this.#block()}${this.#space()}]`;
    return `[${Array.from({ length: random.below(4) }, block).join(',')}]`;
  }

  #request(): string {
    const compared = '{"diagnostics":{"previous_message_id":"msg_0"}}';
    return this.#random.pick([compared, '{"model":"claude-opus-5","messages":[]}', 'null', '"text"']);
  }

  #object(entries: readonly Entry[]): string {
    const random = this.#random;
    const list = entries.map(
      ([key, value]) => `${this.#key(key)}${this.#space()}:${this.#space()}${value}${this.#space()}`,
    );
    if (random.chance(20)) list.sort(() => random.below(3) - 1);
    if (random.chance(1)) list.push(random.pick(list as [string, ...string[]]));
    if (random.chance(5)) list.splice(random.below(list.length), 0, '"unknown_key":"value"');
    return `{${list.map((each) => this.#space() + each).join(',')}}`;
  }

  #key(key: string): string {
    if (!this.#random.chance(0.2)) return `"${key}"`;
    const code = key.charCodeAt(0).toString(16).padStart(4, '0');
    return this.#random.pick([`"\\u${code}${key.slice(1)}"`, `"${key}s"`, `"${key.slice(0, -1)}"`, `"é${key}"`, '""']);
  }

  #space(): string {
    return this.#random.chance(3) ? this.#random.pick(SPACES) : '';
  }

  #count(limit: number): string {
    return this.#odd(COUNTS) ?? String(this.#random.below(limit));
  }

  #text(usual: string): string {
    return this.#odd(TEXTS) ?? JSON.stringify(usual);
  }

  #instant(): string {
    return this.#odd(INSTANTS) ?? `"${new Date(Date.UTC(2020) + this.#random.uint32() * 500).toISOString()}"`;
  }

  #maybe(percent: number, key: string, value: () => string): Entry[] {
    return this.#random.chance(percent) ? [[key, value()]] : [];
  }

  #odd(list: readonly [string, ...string[]]): string | undefined {
    return this.#random.chance(ODD) ? this.#random.pick(list) : undefined;
  }
}

function deep(levels: number): string {
  return '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
}
