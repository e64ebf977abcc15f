/** One secret and more of every rule of src/core/secret-rules.ts, put together here so that no scanner takes this file for a leak. */

/** `parts`: what no output may hold is the part in the middle, without its begin and its last four characters. */
export interface Invented {
  readonly rule: string;
  readonly text: string;
  /** What must not survive. */
  readonly middle: string;
}

function invented(rule: string, before: string, secret: string, after = ''): Invented {
  return { rule, text: `${before}${secret}${after}`, middle: secret.slice(-16, -5) };
}

/** Characters that look random, the same in every run and never the same twice, so that what leaks is known by its middle. */
let state = 20_261_130;
function characters(alphabet: string, length: number): string {
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return alphabet[(state >>> 12) % alphabet.length] ?? '';
  }).join('');
}

const hex = (length: number): string => characters('0123456789abcdef', length);
const mixed = (length: number): string =>
  `3x${characters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', length - 2)}`;
const capitals = (length: number): string => characters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
/** No shape of its own. */
const phrase = (): string => `${characters('bcdfgklmnprstvz', 6)}-${characters('aeioubdfgk', 6)}-battery`;

export const INVENTED: readonly Invented[] = [
  invented('Anthropic key', 'sk-', `ant-api03-${mixed(93)}-WXYZ`),
  invented('Anthropic key', 'sk-', `ant-admin01-${mixed(40)}_WXYZ`),
  invented('key of OpenAI and of what speaks its API', 'sk-', `proj-${mixed(60)}`),
  invented('key of OpenAI and of what speaks its API', 'sk-', mixed(48)),
  invented('key of OpenAI and of what speaks its API', 'sk-', `or-v1-${hex(64)}`),
  invented('key of OpenAI and of what speaks its API', 'pk-', `lf-${hex(32)}`),
  invented('key of OpenAI and of what speaks its API', 'rk-', mixed(30)),
  invented('key of OpenAI and of what speaks its API', 'ak-', mixed(30)),
  invented('bearer token', 'Bearer ', mixed(40)),
  invented('bearer token', 'bearer  ', phrase()),
  invented('AWS access key id', 'AKIA', capitals(16)),
  invented('AWS access key id', 'ASIA', capitals(16)),
  invented('AWS secret access key', 'aws secret: ', `Inv/${mixed(36)}`),
  invented('AWS secret access key', 'AWS_SECRET ', `Inv+${mixed(36)}`),
  invented('Bedrock API key', 'ABSK', mixed(120)),
  invented('Bedrock API key', 'bedrock-api-', `key-${mixed(80)}`),
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => invented('GitHub token', `${kind}_`, mixed(36))),
  invented('GitHub token', 'github_', `pat_${mixed(22)}_${mixed(59)}`),
  invented('GitLab token', 'glpat-', mixed(20)),
  invented('GitLab token', 'glrt-', `t1_${mixed(27)}.01.120a1b2c3`),
  invented('npm token', 'npm_', mixed(36)),
  invented('Hugging Face token', 'hf_', mixed(34)),
  invented('Stripe key', 'sk_', `live_${mixed(24)}`),
  invented('Stripe key', 'rk_', `live_${mixed(24)}`),
  invented('Stripe key', 'sk_', `test_${mixed(24)}`),
  invented('Google key or token', 'AIza', mixed(35)),
  invented('Google key or token', 'ya29', `.a0${mixed(60)}`),
  invented('Google key or token', 'GOCSPX', `-${mixed(28)}`),
  invented('Google key or token', '1//', `0g${mixed(60)}`),
  ...['a', 'b', 'e', 'p', 'r', 's'].map((kind) => invented('Slack token', `xox${kind}-`, `1234567890-${mixed(24)}`)),
  invented('Slack token', 'xapp-', `1-A0B1C2-1234567890-${hex(40)}`),
  invented('address of a webhook', 'https://hooks.slack.com/', `services/T01ABCDEF/B01ABCDEF/${mixed(24)}`),
  invented('address of a webhook', 'https://discord.com/api/webhooks/', `123456789012345678/${mixed(60)}`),
  invented('JWT', 'eyJ', `hbGciOiJIUzI1NiJ9.eyJ${mixed(30)}.${mixed(43)}`),
  invented('JWT', 'eyJ', mixed(40)),
  invented('Databricks token', 'dapi', hex(32)),
  invented(
    'private key block',
    '-----BEGIN RSA PRIVATE ',
    `KEY-----\n${mixed(64)}\n${mixed(60)}`,
    '\n-----END RSA PRIVATE KEY-----',
  ),
  invented('private key block', '-----BEGIN PRIVATE ', `KEY-----\\n${mixed(160)}`),
  invented('SendGrid key', 'SG.', `${mixed(22)}.${mixed(43)}`),
  invented('Twilio key', 'SK', hex(32)),
  invented('Azure key', 'abc8', `Q~${mixed(34)}`),
  invented('Azure key', mixed(52), `JQQJ99${mixed(26)}`),
  invented('password in an address', 'postgres://app:', phrase(), '@db.example.com:5432/usage'),
  invented('password in an address', 'https://app:', `${phrase()}/${phrase()}`, '@example.com/'),
  invented('password in an address', 'redis://:', phrase(), '@cache'),
  invented('password or key beside its name', 'password=', phrase()),
  invented('password or key beside its name', '{"password": "', phrase().replaceAll('-', ' '), '"}'),
  invented('password or key beside its name', 'Pwd=', phrase(), ';Server=x'),
  invented('password or key beside its name', 'x?api_key=', phrase(), '&page=2'),
  invented('password or key beside its name', 'OPENAI_API_KEY=', phrase()),
  invented('password or key beside its name', 'AccountKey=', `${mixed(86)}==`),
  invented('password or key beside its name', 'X-Amz-Signature=', hex(64)),
  invented('secret or token beside its name', 'GITHUB_TOKEN=', phrase()),
  invented('secret or token beside its name', 'secret: ', phrase()),
  invented('secret or token beside its name', 'Authorization: Basic ', mixed(32)),
  invented('secret or token beside its name', 'https://x.blob.core.windows.net/a?sv=2&sig=', `${mixed(43)}%3D`),
  invented('option of a command', 'deploy --password ', phrase()),
  invented('key of another platform of models', 'gsk_', mixed(52)),
  invented('key of another platform of models', 'xai-', mixed(80)),
  invented('key of another platform of models', 'nvapi-', mixed(64)),
  invented('token of another platform', 'dop_v1_', hex(64)),
  invented('token of another platform', 'hvs.', mixed(90)),
  invented('token of another platform', 'lin_api_', mixed(40)),
  // Behind the others, whose characters stay the same.
  invented('AWS secret access key', '', `Inv/${mixed(17)}+${mixed(18)}`),
  invented('AWS secret access key', '', `/${mixed(39)}`),
  invented('AWS secret access key', '', `${mixed(39)}+`),
  invented('token of another platform', '123456789:', `AA${mixed(33)}`),
  invented('token of another platform', '7123456789:', mixed(35)),
  invented('token of another platform', 'dp.pt.', mixed(43)),
  invented('token of another platform', 'dp.st.prd.', mixed(43)),
  invented('key of another platform of models', hex(32), `.${mixed(16)}`),
  invented('key of another platform of models', 'pa-', mixed(43)),
  invented('password or key beside its name', 'passwd: ', mixed(12)),
  invented('password or key beside its name', "password: '", phrase().replaceAll('-', ' '), "'"),
  invented('secret or token beside its name', 'token: ', `${characters('bcdfgk', 12)}!${characters('bcdfgk', 12)}`),
  invented('GitHub token', 'ghp_\u200b', mixed(36)),
  invented('GitHub token', 'g\u00adhp_', mixed(36)),
  invented('key of OpenAI and of what speaks its API', 'sk\u0000-\ufeff', mixed(48)),
  invented('npm token', 'npm\u{e0041}_\u2060', mixed(36)),
];

/** As random or as odd as keys, and names all the same. */
export const NAMES: readonly string[] = [
  ...['3f0a6c1e-52b7-4c1d-8a90-1d2e3f405161', '01JBX3Q5T8ZK4N6M7P9R2S4V6W', 'V1StGXR8_Z5jdHi6B-myT'],
  ...['da39a3ee5e6b4b0d3255bfef95601890afd80709', `sha256:${'0a1b2c3d'.repeat(8)}`, 'refs/heads/main@1d58e7b'],
  ...['aws da39a3ee5e6b4b0d3255bfef95601890afd80709', 'aws-sdk-js-v3/packages/core/src/submodules/protocols'],
  ...[
    'claude-opus-5-5',
    'claude-sonnet-4-5-20250929',
    'us.anthropic.claude-opus-5-5-20251101-v1:0',
    'claude-sonnet-4-5@20250929',
  ],
  ...[
    'gpt-4o',
    'gpt-5.2-codex',
    'o4-mini-2025-04-16',
    'xai-grok-4-fast-reasoning',
    'xai/grok-4-fast-reasoning-latest-2026',
  ],
  ...[
    'hf_models/meta-llama',
    'pplx-70b-online',
    'ft:gpt-4o-mini-2024-07-18:acme:suffix:9AbCdEfG',
    'z-ai/glm-5.2:nitro',
  ],
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5-20251101-v1:0',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/my-application-AbCdEf',
  'arn:aws:sts::123456789012:assumed-role/AROAEXAMPLEROLEID0000/session',
  ...[
    '/home/dev/billing-api',
    '/Users/Some One/work/monorepo/packages/service',
    'C:\\Users\\dev\\work\\api-keys',
    '~/src/sk-learn',
  ],
  ...['PWD=/home/dev/work', 'pwd: /home/dev/work', '/srv/password-reset', 'secrets/rotate', 'feature/token-refresh'],
  ...['dev.name+tag@example.com', 'sa-name@project-id.iam.gserviceaccount.com', 'git@github.com:acme/shop.git'],
  ...[
    'https://host:8080/path/user@example.com',
    'http://localhost:3000',
    'https://github.com/acme/shop',
    'ssh://git@example.com/a',
  ],
  ...[
    'sk-learn',
    'sk-learn-pipeline-v2',
    'sk-short',
    'task-force-organisation',
    'task-20261110-0001',
    'disk-usage-report-2026-11-10',
  ],
  ...[
    'msg_01AbCdEfGhIjKlMnOpQrStUv',
    'req_011CSHoEeqs5C35K2UUqR7Fy',
    'wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ',
    'apikey_01Rj2N8SVvo6BePZj99NhmiT',
  ],
  ...['toolu_01A09q90qw90lq917835lq9', 'chatcmpl-9nYL2cGzCqWQxF1kTzTqkM3pVx0aB', 'session_01HAbCdEfGhJkMnPqRsTvWxYz'],
  ...[
    'max_token=4096',
    'tokens=100',
    'token: 12',
    'secret santa',
    'the token is gone',
    'api key of the team',
    'Bearer',
    'bearer of news',
  ],
  ...[
    'EURASIA',
    'ASIA-PACIFIC',
    'ASIAPACIFICSOUTHEAST',
    'SKU-2026',
    'SG.',
    'eyJ',
    '-----',
    'npm_config_registry',
    'github_patterns',
  ],
  ...[
    'monkey=banana-split',
    'keyboard: mechanical',
    'standard',
    'not_available',
    '0-200k',
    '2026-11-10T00:00:00Z',
    '1.2.3-beta.4+build.5',
  ],
  ...[
    'passwd: reset-service',
    'passwd: other-service',
    'password: see the vault',
    'secret: rotate-keys',
    'token: refresh',
  ],
  ...['/etc/passwd: not for us', 'credentials: team@example.com', 'api-key: staging', 'Secret: 20261110'],
  ...['src/main/java/Orders2/UserServiceImpl/ab', 'Users/dev/IdeaProjects/MyApp2/src/mainAb'],
  ...['1234567890:claude-sonnet-in-some-long-profile', `${'0a1b2c3d'.repeat(4)}.jsonl`, 'pa-'.repeat(20)],
  ...['dp.pt.', 'a\u200bb', '\ufeffname', '👨‍👩‍👧'],
  ...['日本語のプロジェクト', 'проект-с-токеном', '😀'.repeat(20), ''],
];
