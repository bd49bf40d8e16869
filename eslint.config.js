import boundaries from 'eslint-plugin-boundaries';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The rooms of the house, and whom each may import. A file may always import its own room. */
const rooms = {
  'engine/sim': ['engine/api'],
  'engine/api': ['engine/sim', 'generated', 'engine/releases'],
  'engine/releases': [],
  'engine/apiserver': ['engine/sim', 'engine/api', 'engine/releases', 'generated'],
  'engine/scheduler': ['engine/sim', 'engine/api', 'engine/releases', 'engine/controllers'],
  'engine/controllers': ['engine/sim', 'engine/api', 'engine/releases'],
  'engine/network': ['engine/sim', 'engine/api', 'engine/runtime', 'engine/releases'],
  'engine/proxy': ['engine/sim', 'engine/api', 'engine/network', 'engine/releases'],
  'engine/dns': ['engine/sim', 'engine/api', 'engine/network', 'engine/releases'],
  'engine/runtime': ['engine/sim', 'engine/api', 'engine/network', 'engine/images', 'engine/releases', 'shell'],
  'engine/images': ['engine/sim', 'engine/api', 'engine/runtime', 'engine/network', 'engine/releases', 'shell'],
  'engine/kubelet': [
    'engine/images',
    'engine/sim',
    'engine/api',
    'engine/apiserver',
    'engine/runtime',
    'engine/network',
    'engine/controllers',
    'engine/scheduler',
    'engine/releases',
  ],
  engine: ['engine/*', 'shell', 'generated'],
  shell: ['engine/sim', 'engine/api'],
  kubectl: ['engine/sim', 'engine/api', 'engine/network', 'engine/releases', 'generated', 'shell'],
  session: ['engine', 'engine/*', 'shell', 'kubectl', 'generated'],
  app: ['engine', 'engine/api', 'engine/sim', 'engine/releases', 'session', 'generated'],
  server: ['engine/sim', 'engine/api', 'session'],
  cli: ['server', 'engine', 'engine/*', 'shell', 'kubectl', 'session', 'generated'],
  generated: [],
};

const expand = (names) =>
  names.flatMap((n) => (n === 'engine/*' ? Object.keys(rooms).filter((r) => r.startsWith('engine/')) : [n]));

export default tseslint.config(
  {
    ignores: ['dist/**', 'node_modules/**', 'src/generated/**', 'test-results/**', 'playwright-report/**', 'public/**'],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A task need not wait.
      'require-yield': 'off',
      '@typescript-eslint/no-this-alias': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/**/*.test.{ts,tsx}', 'src/**/testing.ts', 'src/**/testing/**'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: true },
      'boundaries/elements': [
        ...Object.keys(rooms)
          .filter((name) => name.startsWith('engine/'))
          .map((name) => ({ type: name, pattern: `src/${name}/**`, mode: 'full' })),
        { type: 'engine', pattern: 'src/engine/*', mode: 'full' },
        ...Object.keys(rooms)
          .filter((name) => !name.startsWith('engine'))
          .map((name) => ({ type: name, pattern: `src/${name}/**`, mode: 'full' })),
      ],
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          message: '${file.type} may not import ${dependency.type}',
          rules: Object.entries(rooms).map(([from, to]) => ({ from: [from], allow: [from, ...expand(to)] })),
        },
      ],
    },
  },
  {
    // The engine is a deterministic simulation: no wall clock, chance, timers, promises or DOM.
    files: ['src/engine/**/*.ts', 'src/shell/**/*.ts', 'src/kubectl/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing.ts', '**/testing/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'performance',
          'window',
          'document',
          'fetch',
          'Promise',
          'process',
          'crypto',
        ],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Use the simulation clock.' },
        { object: 'Math', property: 'random', message: 'Use the simulation random source.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Use the simulation clock.' },
        { selector: ':function[async=true]', message: 'The engine has tasks, not promises.' },
        { selector: 'AwaitExpression', message: 'The engine has tasks, not promises.' },
      ],
    },
  },
  {
    files: ['src/app/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: { ...hooks.configs.recommended.rules, 'react-hooks/refs': 'off', 'react-hooks/globals': 'off' },
  },
  {
    files: ['src/cli/**', 'scripts/**', 'bench/**', 'conformance/**', 'e2e/**', '*.js', '*.ts'],
    rules: { 'no-console': 'off' },
  },
);
