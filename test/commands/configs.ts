/** Configurations that must be refused, with what the user is told. Shared by the tests of the loader and of the schema. */

export interface Refused {
  readonly what: string;
  readonly config: unknown;
  /** Where in the file, and the message. */
  readonly path: string;
  readonly message: string;
  /** Only the program can see it; to the JSON Schema it looks right. */
  readonly onlyByProgram?: true;
}

const KEYS =
  'name, metric, max, min, max_rise, max_drop, warn, window, since, until, where, per, forecast, baseline, min_requests, allow_lower_bound';
const METRICS =
  'cost, uncached_cost, net_savings, savings_rate, token_hit_ratio, request_hit_ratio, cost_per_request, unread_write_share, write_premium, refused_share, unpriced_share';
const DIMENSIONS =
  'model, project, session, thread, source, platform, tier, speed, geo, kind, workspace, api_key, user, label:KEY';
const FACETS = `${DIMENSIONS}, group:NAME`;
const GROUP_NAME = 'expected a name of letters, digits, "-", "_" and ".".';
const WINDOWS =
  'all, today, yesterday, this- or last- with day, week, month, quarter or year, 7d, 4w, 24h, monday, 2026, 2026-11, 2026-W48 or a date';
const TIME =
  'expected a time, such as today, yesterday, monday, 7d, 4w, 24h, last-week, this-month, 2026, 2026-11, 2026-W48, 2026-11-21 or 2026-11-21T09:00Z.';
const PROJECTS = 'expected "directory", or names of projects by absolute directories.';
const ONE_LIMIT = 'expected exactly one of max, min, max_rise, max_drop.';
const USD = 'expected US dollars as a plain decimal, such as 12.5 or "0.0000001".';
const SHARE = 'expected a share, such as 0.8 or "80%".';
const BETWEEN = 'a share is between 0 and 1: 80 % is 0.8, or "80%".';
const CHANGE = 'expected a change such as "20%" or a plain number, 0 or more.';
const REFUSED = 'the refused share is that of all logs read: refused records have no time, project or model';

const cost = (rest: object): unknown => ({ budgets: [{ name: 'a', metric: 'cost', ...rest }] });
const hits = (rest: object): unknown => ({ budgets: [{ name: 'a', metric: 'token_hit_ratio', ...rest }] });
const teams = (...rules: unknown[]): unknown => ({ groups: { team: rules } });
const refused = (rest: object): unknown => ({ budgets: [{ name: 'a', metric: 'refused_share', ...rest }] });

function byBoth(what: string, config: unknown, path: string, message: string): Refused {
  return { what, config, path, message };
}

function byProgram(what: string, config: unknown, path: string, message: string): Refused {
  return { what, config, path, message, onlyByProgram: true };
}

export const REFUSED_CONFIGS: readonly Refused[] = [
  byBoth('a list', [], '', 'expected an object.'),
  byBoth('an unknown setting', { bugdets: [] }, 'bugdets', 'unknown key. Did you mean budgets?'),
  byBoth('projects of another kind', { projects: 'session' }, 'projects', PROJECTS),
  byBoth('projects without a name', { projects: { '/srv/app': '' } }, 'projects./srv/app', 'must not be empty.'),
  byBoth('a project that is a number', { projects: { '/srv/app': 1 } }, 'projects', PROJECTS),
  byBoth('a directory that is not absolute', { projects: { app: 'app' } }, 'projects', PROJECTS),
  byBoth('a zone that is a number', { tz: 1 }, 'tz', 'expected a string.'),
  byBoth('a list of groups', { groups: [] }, 'groups', 'expected an object.'),
  byBoth('a group whose name --by would part', { groups: { 'a,b': [] } }, 'groups.a,b', GROUP_NAME),
  byBoth('a group without a name', { groups: { '': [] } }, 'groups.', GROUP_NAME),
  byBoth('a group that is no list', { groups: { team: {} } }, 'groups.team', 'expected a list.'),
  byBoth('a group without a rule', teams(), 'groups.team', 'must not be empty.'),
  byBoth(
    'a rule without a value',
    teams({ match: { project: 'a' } }),
    'groups.team[0].value',
    'missing (expected a string).',
  ),
  byBoth(
    'a rule whose value is empty',
    teams({ value: '', match: { project: 'a' } }),
    'groups.team[0].value',
    'must not be empty.',
  ),
  byBoth(
    'a rule without a matcher',
    teams({ value: 'a', match: { project: 'a' } }, { value: 'b' }),
    'groups.team[1].match',
    'missing (expected an object).',
  ),
  byBoth(
    'a rule that all usage would match',
    teams({ value: 'a', match: {} }),
    'groups.team[0].match',
    'must not be empty.',
  ),
  byBoth(
    'a dimension outside of its matcher',
    teams({ value: 'a', match: { user: 'a' }, project: 'a' }),
    'groups.team[0].project',
    'unknown key. Expected one of value, match.',
  ),
  byBoth(
    'a matcher of what is not known',
    teams({ value: 'a', match: { colour: 'red' } }),
    'groups.team[0].match.colour',
    `expected a key that is one of ${DIMENSIONS}.`,
  ),
  byBoth(
    'a matcher of another group',
    teams({ value: 'a', match: { 'group:stage': 'prod' } }),
    'groups.team[0].match.group:stage',
    `expected a key that is one of ${DIMENSIONS}.`,
  ),
  byBoth(
    'a pattern that is a number',
    teams({ value: 'a', match: { project: 4711 } }),
    'groups.team[0].match.project',
    'expected a string or a list of strings.',
  ),
  byBoth(
    'no pattern',
    teams({ value: 'a', match: { project: [] } }),
    'groups.team[0].match.project',
    'must not be empty.',
  ),
  byBoth('one budget without a list', { budgets: { name: 'a' } }, 'budgets', 'expected a list.'),
  byBoth('a budget that is a text', { budgets: ['cost'] }, 'budgets[0]', 'expected an object.'),
  byBoth(
    'an unknown key',
    cost({ colour: 'red', max: 5 }),
    'budgets[0].colour',
    `unknown key. Expected one of ${KEYS}.`,
  ),
  byBoth('an empty name', { budgets: [{ name: '', metric: 'cost', max: 1 }] }, 'budgets[0].name', 'must not be empty.'),
  byBoth(
    'a long name',
    { budgets: [{ name: 'x'.repeat(201), metric: 'cost', max: 1 }] },
    'budgets[0].name',
    'expected at most 200 characters.',
  ),
  byBoth(
    'no metric',
    { budgets: [{ name: 'a', max: 1 }] },
    'budgets[0].metric',
    `missing (expected one of ${METRICS}).`,
  ),
  byBoth(
    'an unknown metric',
    { budgets: [{ name: 'a', metric: 'costs', max: 1 }] },
    'budgets[0].metric',
    `expected one of ${METRICS}.`,
  ),
  byBoth('no limit', cost({}), 'budgets[0]', ONE_LIMIT),
  byBoth('two limits', cost({ max: 5, min: 1 }), 'budgets[0]', ONE_LIMIT),
  byBoth(
    'a limit that is a list',
    cost({ max: [5] }),
    'budgets[0].max',
    'expected a number, or a decimal as a string.',
  ),
  byProgram('a limit in words', cost({ max: 'fifty' }), 'budgets[0].max', USD),
  byProgram('a limit with an exponent', cost({ max: 1e-7 }), 'budgets[0].max', USD),
  byProgram('dollars in percent', cost({ max: '80%' }), 'budgets[0].max', USD),
  byProgram('a share in words', hits({ min: 'most' }), 'budgets[0].min', SHARE),
  byProgram('negative dollars', cost({ max: -5 }), 'budgets[0].max', 'expected 0 or more: the cost is never negative.'),
  byProgram(
    'a warning of negative dollars',
    cost({ max: 5, warn: '-1' }),
    'budgets[0].warn',
    'expected 0 or more: the cost is never negative.',
  ),
  byProgram('80 for 80 %', hits({ min: 80 }), 'budgets[0].min', BETWEEN),
  byProgram('a negative share', hits({ min: -0.1 }), 'budgets[0].min', BETWEEN),
  byProgram('a warning at 120 %', hits({ min: 0.5, warn: '120%' }), 'budgets[0].warn', BETWEEN),
  byProgram('a negative change', cost({ max_rise: -5 }), 'budgets[0].max_rise', CHANGE),
  byProgram('a change in words', cost({ max_rise: 'some' }), 'budgets[0].max_rise', CHANGE),
  byProgram(
    'a warning above the maximum',
    cost({ max: 5, warn: 6 }),
    'budgets[0].warn',
    'warning has to start below the maximum.',
  ),
  byProgram(
    'a warning below the minimum',
    hits({ min: 0.8, warn: 0.7 }),
    'budgets[0].warn',
    'warning has to start above the minimum.',
  ),
  byProgram('a warning in words', cost({ max: 5, warn: 'soon' }), 'budgets[0].warn', USD),
  byProgram(
    'a warning at a larger change',
    cost({ max_rise: '10%', warn: '20%' }),
    'budgets[0].warn',
    'warning has to start at a smaller change than the limit.',
  ),
  byProgram(
    'a warning of another kind',
    cost({ max_rise: '10%', warn: 5 }),
    'budgets[0].warn',
    'expected a percentage beside a percentage, or a plain number beside one.',
  ),
  byBoth(
    'an unknown window',
    cost({ max: 5, window: 'fortnight' }),
    'budgets[0].window',
    `expected one of ${WINDOWS}.`,
  ),
  byProgram(
    'a window and dates',
    cost({ max: 5, window: 'day', since: '2026-11-01' }),
    'budgets[0].window',
    'expected either a window or since and until.',
  ),
  byProgram('a date that is none', cost({ max: 5, since: '2026-02-30' }), 'budgets[0].since', TIME),
  byProgram('an end that is none', cost({ max: 5, until: 'later' }), 'budgets[0].until', TIME),
  byProgram(
    'an end before the start',
    cost({ max: 5, since: '2026-11-02', until: '2026-11-01' }),
    'budgets[0].since',
    'has to be before until.',
  ),
  byBoth(
    'a filter by what is not known',
    cost({ max: 5, where: { colour: 'red' } }),
    'budgets[0].where.colour',
    `expected a key that is one of ${FACETS}.`,
  ),
  byBoth(
    'a filter by a number',
    cost({ max: 5, where: { model: 5 } }),
    'budgets[0].where.model',
    'expected a string or a list of strings.',
  ),
  byBoth('a filter by nothing', cost({ max: 5, where: { model: [] } }), 'budgets[0].where.model', 'must not be empty.'),
  byBoth(
    'groups by what is not known',
    cost({ max: 5, per: 'colour' }),
    'budgets[0].per',
    `expected one of ${FACETS}.`,
  ),
  byBoth(
    'an unknown forecast',
    cost({ max: 5, forecast: 'yes' }),
    'budgets[0].forecast',
    'expected one of show, warn, fail.',
  ),
  byProgram(
    'the forecast of a ratio',
    hits({ min: 0.5, forecast: 'warn' }),
    'budgets[0].forecast',
    'only amounts with a maximum or minimum have a forecast: ratios do not add up over time.',
  ),
  byProgram(
    'a baseline of a fixed limit',
    cost({ max: 5, baseline: 'preceding' }),
    'budgets[0].baseline',
    'goes with max_rise or max_drop.',
  ),
  byProgram(
    'an unknown baseline',
    cost({ max_rise: '5%', baseline: 'whenever' }),
    'budgets[0].baseline',
    'expected "preceding", a window, a month, a date, A..B, or a file that ends in .json.',
  ),
  byBoth('requests below none', cost({ max: 5, min_requests: -1 }), 'budgets[0].min_requests', 'expected 0 or more.'),
  byBoth('half a request', cost({ max: 5, min_requests: 0.5 }), 'budgets[0].min_requests', 'expected a whole number.'),
  byProgram(
    'a name twice',
    {
      budgets: [
        { name: 'a', metric: 'cost', max: 1 },
        { name: 'a', metric: 'cost', max: 2 },
      ],
    },
    'budgets[1].name',
    'duplicate name (also budgets[0]).',
  ),
  byProgram(
    'refused records of a project',
    refused({ max: 0, where: { project: 'shop' } }),
    'budgets[0].where',
    `${REFUSED}.`,
  ),
  byProgram('refused records by model', refused({ max: 0, per: 'model' }), 'budgets[0].per', `${REFUSED}.`),
  byProgram('refused records of a day', refused({ max: 0, window: 'day' }), 'budgets[0].window', `${REFUSED}.`),
  byProgram(
    'refused records beside those of another window',
    refused({ max_rise: 0.1 }),
    'budgets[0].baseline',
    `${REFUSED}; a change of it needs a saved baseline.`,
  ),
];
