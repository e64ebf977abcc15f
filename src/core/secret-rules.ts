/**
 * What a secret looks like inside a name. Only shapes that are certain: a known prefix, or a word that says what follows. How
 * random a text is decides nothing, for ids, hashes and paths are as random as keys.
 *
 * Our own table and no library: secretlint is asynchronous and takes files (https://github.com/secretlint/secretlint), gitleaks
 * is a program (https://github.com/gitleaks/gitleaks), and both ask for a key of full length. A name is short, is looked at
 * millions of times, and may hold a key that its exporter cut, so the least length here is about half of the real one.
 *
 * Every pattern is linear: it begins with fixed text, and what repeats is bounded or is the end of the match.
 */

export interface SecretRule {
  readonly name: string;
  /** With a group `secret` where only that is one. */
  readonly pattern: RegExp;
  /** Three characters of which every match has a row: as they are, or as a set for each. */
  readonly near: readonly (string | readonly [string, string, string])[];
  /** Where the shape is written down. */
  readonly source: string;
}

/** Not in the middle of a word: "task-" has no "sk-". */
const START = '(?<![A-Za-z0-9])';
/** A word in lower case is no key: keys of such lengths have a digit or a capital. */
const MIXED = '(?=[a-z_-]{0,40}[A-Z0-9])';
/**
 * Up to the closing quote where there is an opening one; a reference to a variable, or what is blotted already, is none. Only
 * looked at, so that a name inside of it ("Bearer a/Bearer b") is found too, and no further than a name is kept.
 */
const VALUE = String.raw`["']?(?!\[secret|\$[{(]|\{\{|<)(?=(?<secret>(?<=")[^"]{3,400}|(?<=')[^']{3,400}|[^\s"'&;]{3,400}))`;
/** Up to 400 of a value without quotes. */
const REST = String.raw`[^\s"'&;]{0,400}?`;
/**
 * What follows a word and a colon is mostly no secret ("passwd: reset-service"): only what is quoted, letters with digits or signs
 * of which names have none, and three words and more (a passphrase) without a blank.
 */
const SECRET_VALUE = String.raw`(?=["']|(?=[^\s"'&;]{8})(?![\w.+-]+@)(?:(?=${REST}\d)(?=${REST}[A-Za-z])|(?=${REST}[!#$%^*+=|~?@])|(?=[a-z-]{16})[a-z]+-[a-z]+-[a-z]))`;
const WORD_ENDS = [
  ['rRwW', 'dD', '=:"\'% \t'],
  ['eE', 'yYtTnN', '=:"\'% \t'],
  ['sSrR', 'eE', '=:"\'% \t'],
  ['oO', 'nN', '=:"\' \t'],
  ['lL', 'sS', '=:"\' \t'],
  ['iI', 'gG', '=%'],
] as const;

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const ALPHANUMERIC = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;
const BASE64 = `${ALPHANUMERIC}/+`;

const GITLEAKS = 'https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml';

function rule(name: string, source: string, near: SecretRule['near'], ...patterns: readonly string[]): SecretRule {
  return { name, source, near, pattern: new RegExp(patterns.join('|'), 'dg') };
}

/** As {@link rule}, in capitals and small letters. */
function wordRule(name: string, source: string, near: SecretRule['near'], pattern: string): SecretRule {
  return { name, source, near, pattern: new RegExp(pattern, 'dgi') };
}

/** "name=value" and "name: value" where the name says that the value is secret. */
export const PAIR_RULES: readonly SecretRule[] = [
  wordRule(
    'password or key beside its name',
    GITLEAKS,
    WORD_ENDS,
    String.raw`(?:passw(?:or)?d|passphrase|(?:api|access|account|secret|private|signing|encryption)[_-]?key|client[_-]?secret|(?:auth|access|refresh|session|id|bearer)[_-]?token|shared[_-]?access[_-]?(?:key|signature)|x-(?:amz|goog)-signature|pwd(?=["']?\s{0,3}[=:]\s{0,3}["']?[^\s/~]))(?:["']?\s{0,3}(?:=|%3D)\s{0,3}|["']\s{0,3}:\s{0,3}|\s{0,3}:\s{0,3}${SECRET_VALUE})${VALUE}`,
  ),
  // "secret:name" is a part of ARNs, and "token=4096" is a limit.
  wordRule(
    'secret or token beside its name',
    GITLEAKS,
    WORD_ENDS,
    String.raw`(?:secret|token|credentials?|authorization|[?&]sig)(?:["']?\s{0,3}(?:=|%3D)\s{0,3}|["']\s{0,3}:\s{0,3}|:\s{1,3}(?:(?=(?:Basic|Bearer|Token|Digest|ApiKey)\s)|${SECRET_VALUE}))(?:(?:Basic|Bearer|Token|Digest|ApiKey)\s{1,3})?(?=["']?[^\s"'&;]{6})(?!["']?\d{1,9}(?![\w.~+-]))${VALUE}`,
  ),
  wordRule(
    'option of a command',
    'https://clig.dev/#arguments-and-flags',
    WORD_ENDS,
    String.raw`--(?:password|passphrase|token|secret|api-key|access-token|auth-token)\s{1,3}(?!-)${VALUE}`,
  ),
];

const TOKEN_RULES: readonly SecretRule[] = [
  rule(
    'Anthropic key',
    'https://platform.claude.com/docs/en/api/overview',
    ['sk-'],
    '(?<secret>sk-ant-[A-Za-z0-9_-]{8,})',
  ),
  rule(
    'key of OpenAI and of what speaks its API',
    'https://platform.openai.com/docs/api-reference/authentication',
    [['spra', 'k', '-']],
    `${START}(?:sk|pk|rk|ak)-(?!learn(?![A-Za-z0-9]))${MIXED}[A-Za-z0-9_-]{12,}(?:\\.[A-Za-z0-9_-]{12,})?`,
  ),
  rule(
    'bearer token',
    'https://datatracker.ietf.org/doc/html/rfc6750#section-2.1',
    [['eE', 'rR', ' \t\n\v\f\r']],
    String.raw`[Bb](?:earer|EARER)\s{1,9}(?=(?<secret>\S{12,400}))`,
  ),
  rule(
    'AWS access key id',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes',
    ['AKI', 'ASI', 'ABI', 'ACC'],
    `${START}(?:AKIA|ASIA(?!PACIFIC)|ABIA|ACCA)[A-Z0-9]{12,}`,
  ),
  // Alone it is one where it is no path, in which most letters are small.
  rule(
    'AWS secret access key',
    'https://aws.amazon.com/blogs/security/a-safer-way-to-distribute-aws-credentials-to-ec2/',
    ['aws', 'Aws', 'AWS', 'ecr', 'ECR', ['/+', BASE64, BASE64], [BASE64, BASE64, '/+']],
    String.raw`(?:aws|Aws|AWS|[Ss]ecret|SECRET)[A-Za-z_ -]{0,30}["']?[\s:=,]{1,4}["']?(?<secret>(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))(?=[^A-Z]{0,39}[A-Z])(?=[^a-z]{0,39}[a-z])(?=\D{0,39}\d).{40})`,
    String.raw`(?<![A-Za-z0-9/+])(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))(?=[^A-Z]{0,39}[A-Z])(?=[^a-z]{0,39}[a-z])(?=\D{0,39}\d)(?=[^/+]{0,39}[/+])(?=(?:[a-z]*[A-Z0-9/+]){14}).{40}`,
  ),
  rule(
    'Bedrock API key',
    'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    ['ABS', 'ck-'],
    `${START}ABSK[A-Za-z0-9+/=]{30,}`,
    `${START}bedrock-api-key-[A-Za-z0-9+/=_%-]{20,}`,
  ),
  rule(
    'GitHub token',
    'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
    [['g', 'h', 'pousr'], 'ub_'],
    `${START}gh[pousr]_${MIXED}[A-Za-z0-9_]{20,}(?:\\.[A-Za-z0-9_-]+){0,4}`,
    `${START}github_pat_${MIXED}[A-Za-z0-9_]{20,}`,
  ),
  rule(
    'GitLab token',
    'https://docs.gitlab.com/security/tokens/#token-prefixes',
    [['g', 'l', 'pdrcfiswa'], 'oas'],
    `${START}gl(?:pat|oas|dt|rtr|rt|cbt|ptt|ft|imt|agent|soat|ffct|wt)-${MIXED}[A-Za-z0-9_.=-]{16,}`,
  ),
  rule(
    'npm token',
    'https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/',
    ['pm_'],
    `${START}npm_[A-Za-z0-9]{20,}`,
  ),
  rule(
    'Hugging Face token',
    'https://huggingface.co/docs/hub/security-tokens',
    ['hf_', 'rg_'],
    `${START}(?:hf|api_org)_[A-Za-z0-9]{20,}`,
  ),
  rule(
    'Stripe key',
    'https://docs.stripe.com/keys',
    ['sk_', 'rk_', 'ec_'],
    `${START}[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}`,
    `${START}whsec_[A-Za-z0-9+/=]{20,}`,
  ),
  rule(
    'Google key or token',
    'https://docs.cloud.google.com/docs/authentication/token-types',
    ['AIz', 'ya2', 'GOC', '1//'],
    `${START}AIza[A-Za-z0-9_-]{20,}`,
    `${START}ya29\\.[A-Za-z0-9_.-]{16,}`,
    `${START}GOCSPX-[A-Za-z0-9_-]{16,}`,
    `${START}1//0[A-Za-z0-9_-]{20,}`,
  ),
  rule(
    'Slack token',
    'https://docs.slack.dev/authentication/tokens/',
    ['xox', 'xap'],
    `${START}xox[a-z]-[A-Za-z0-9-]{10,}`,
    `${START}xapp-\\d-[A-Za-z0-9-]{10,}`,
  ),
  rule(
    'address of a webhook',
    'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
    ['ks.', 'ok.', 'ks/'],
    String.raw`(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|webhook\.office\.com/webhookb2/|discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{5,25}/)(?<secret>[A-Za-z0-9/_+@-]{8,})`,
  ),
  // Also the first part alone, for the rest may be cut: it is always base64 of '{"'.
  rule(
    'JWT',
    'https://datatracker.ietf.org/doc/html/rfc7519',
    ['eyJ'],
    `${START}eyJ[A-Za-z0-9_+/=-]{10,}(?:\\.[A-Za-z0-9_=-]+){0,6}`,
  ),
  rule(
    'Databricks token',
    'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
    ['dap'],
    `${START}dapi[a-f0-9]{20,}(?:-\\d{1,2})?`,
  ),
  rule(
    'private key block',
    'https://datatracker.ietf.org/doc/html/rfc7468',
    ['-BE'],
    String.raw`-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[^])*(?:-----END[ A-Z0-9]{0,40}KEY(?: BLOCK)?-----)?`,
  ),
  rule(
    'SendGrid key',
    'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    ['SG.'],
    `${START}SG\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}`,
  ),
  rule(
    'Twilio key',
    'https://www.twilio.com/docs/glossary/what-is-a-sid',
    [['S', 'K', '0123456789abcdefABCDEF']],
    `${START}SK[0-9a-fA-F]{32}(?![0-9A-Za-z])`,
  ),
  rule(
    'Azure key',
    'https://github.com/microsoft/security-utilities',
    [['0123456789', 'Q', '~'], 'JQQ'],
    String.raw`[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{20,}`,
    String.raw`[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9+/=]{8,}`,
  ),
  // A port and its path are no password: "https://host:8080/user@example".
  rule(
    'password in an address',
    'https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1',
    ['://'],
    String.raw`://[^\s/?#@:]{0,200}:(?!\d{1,5}(?:[/?#]|$))(?!\[secret)(?<secret>[^\s/?#]{1,400}|[^\s@]{1,400})@`,
  ),
  rule(
    'key of another platform of models',
    GITLEAKS,
    ['gsk', 'r8_', 'xai', 'nva', 'plx', 'csk', 'vck', 'gp_', 'lsv', 'ly-', 'na_', 'pa-', [HEX, '.', ALPHANUMERIC]],
    `${START}(?:gsk_|xai-|csk-|pplx-|r8_|vck_|tgp_v1_|jina_|tvly-(?:dev-|prod-)?)[A-Za-z0-9]{20,}`,
    `${START}(?:nvapi-|lsv2_(?:pt|sk)_)[A-Za-z0-9_-]{30,}`,
    `${START}pa-${MIXED}[A-Za-z0-9_-]{40,}`,
    `${START}[a-f0-9]{32}\\.[A-Za-z0-9]{16}(?![A-Za-z0-9])`,
  ),
  rule(
    'token of another platform',
    GITLEAKS,
    [
      ...'v1_ pi_ tn_ yu_ ys_ gls glc hvs hvb MAK shp ms_ gd_ pyp r_p AGE NRA ATA ul- dp.'.split(' '),
      [DIGITS, ':', `${ALPHANUMERIC}_-`],
    ],
    `${START}(?:do[opr]_v1_|lin_api_|ntn_|sntryu_|glsa_|shp(?:at|ca|pa|ss)_|rubygems_|dckr_pat_|pul-|NRAK-|ATATT3)[A-Za-z0-9_=-]{20,}`,
    `${START}(?:sntrys_|glc_|hv[sb]\\.|PMAK-|figd_|pypi-AgE|AGE-SECRET-KEY-1)[A-Za-z0-9_+/=-]{20,}`,
    String.raw`${START}dp\.(?:pt|ct|sa|scim|audit|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{20,}`,
    String.raw`${START}\d{6,12}:${MIXED}[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])`,
  ),
];

export const SECRET_RULES: readonly SecretRule[] = [...TOKEN_RULES, ...PAIR_RULES];
