/** The page's own words and shapes. What is said about a token or a policy comes from the core. */

export const WORD_ICONS = { accepted: 'yes', would_have_been_accepted: 'clock', not_proven: 'unknown', rejected: 'no' } as const

export const ANSWER_ICONS = { yes: 'yes', no: 'no', unknown: 'unknown' } as const

/** How a check went, in a word, a shape and a colour. */
export const STATES = {
  passed: { word: 'passed', icon: 'yes', tone: 'good' },
  failed: { word: 'failed', icon: 'no', tone: 'bad' },
  warned: { word: 'warning', icon: 'warning', tone: 'doubtful' },
  unknown: { word: 'unknown', icon: 'unknown', tone: 'unknown' },
  not_reached: { word: 'not reached', icon: 'none', tone: 'unknown' },
} as const

/** While what checks is still on its way, and where it cannot run. */
export const NOT_YET = 'One moment: what checks it is still loading.'
export const UNABLE = 'This browser could not run the check, so nothing is said of what you pasted. Reload the page, or try another browser.'

/** Where the policy is no document that the form could change and nothing else of it. */
export const NOT_IN_FORM = 'the form cannot change this document without losing something of it: edit its text below'

/** Where a snippet needs an identity. */
export const NO_IDENTITY = 'There is no identity yet that could be loaded.\n'

export const TARGETS = { policy: 'Identity', workflow: 'Workflow', elsewhere: 'Elsewhere' } as const

export const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`
