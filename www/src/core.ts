/** What comes after the first picture: the core itself, and the examples. */
export { keySetFrom, repositoryOf, suggest } from 'claimgate/explain'
export { ask, reasonOf, report, trustOf } from './engine.ts'
export { examples } from './examples.ts'
export { EXAMPLE } from './setting.ts'
