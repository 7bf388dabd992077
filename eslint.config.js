import tseslint from 'typescript-eslint';

/** Modules that open sockets, ask name servers or start processes: only behind the network seam. */
const WORLD = ['net', 'dgram', 'dns', 'dns/promises', 'tls', 'http', 'https', 'child_process'].flatMap((m) => [m, `node:${m}`]);
const FILES = ['fs', 'fs/promises'].flatMap((m) => [m, `node:${m}`]);
const TIMERS = ['timers', 'timers/promises'].flatMap((m) => [m, `node:${m}`]);

/** Layers (DESIGN §4): what each room may import from other rooms. */
const ROOMS = {
  facts: [],
  network: ['facts'],
  accounts: [],
  rules: ['facts'],
  diagnosis: ['facts', 'rules'],
  probes: ['facts', 'network', 'recorders'],
  recorders: ['facts', 'network', 'probes'],
  report: ['facts', 'rules', 'diagnosis'],
  remedies: ['facts', 'network', 'rules', 'diagnosis'],
  lab: ['facts', 'network', 'accounts', 'rules', 'probes'],
};
/** Type-only imports that a room may make beyond its layer; a type carries no behaviour. */
const ALL_ROOMS = [...Object.keys(ROOMS), 'cli'];
/** Rooms that compute and never reach out. */
const PURE = ['facts', 'accounts', 'diagnosis', 'rules'];

function roomConfig(room, allowed) {
  const forbidden = ALL_ROOMS.filter((other) => other !== room && !allowed.includes(other));
  const world = room === 'network' || room === 'lab' ? [] : [...WORLD, ...TIMERS];
  const paths = [...world, ...(PURE.includes(room) ? FILES : [])].map((name) => ({ name, message: `src/${room} reaches the world only through the network seam.` }));
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths, patterns: [{ regex: `^(\\.\\./)+(${forbidden.join('|')})/`, message: `src/${room} may import only from: ${allowed.join(', ') || 'itself'} (docs/architecture.md).`, allowTypeImports: false }] },
      ],
      ...(room === 'network' || room === 'lab'
        ? {}
        : { 'no-restricted-globals': ['error', ...['setTimeout', 'setInterval', 'setImmediate', 'fetch'].map((name) => ({ name, message: 'Use the clock of the network seam.' }))] }),
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'bench/peers/node_modules/'] },
  {
    files: ['**/*.{ts,js,mjs}'],
    languageOptions: { globals: Object.fromEntries(['process', 'console', 'Buffer', 'URL', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'AbortController', 'AbortSignal', 'structuredClone', 'TextDecoder', 'TextEncoder'].map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'no-control-regex': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 450 }],
    },
  },
  ...Object.entries(ROOMS).map(([room, allowed]) => roomConfig(room, allowed)),
  {
    // The product can neither make nor check an unlock code; only the lab's own recorder and desk know how.
    files: ['src/cli/**/*.ts', 'src/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex: '/vendor-desk(\\.js)?$', message: 'The virtual vendor desk stays inside src/lab.' }] }] },
  },
  {
    files: ['test/**/*.ts', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
);

