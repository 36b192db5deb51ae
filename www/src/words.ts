/** The page's own words. What is said about a token or a policy comes from the core. */

export const WORDS = {
  accepted: { word: 'Accepted', tone: 'good', icon: 'yes' },
  would_have_been_accepted: { word: 'Would have been accepted', tone: 'doubtful', icon: 'clock' },
  not_proven: { word: 'Not proven', tone: 'unknown', icon: 'unknown' },
  rejected: { word: 'Rejected', tone: 'bad', icon: 'no' },
} as const

/** While what checks is still on its way, and where it cannot run. */
export const NOT_YET = 'One moment: what checks it is still loading.'
export const UNABLE = 'This browser could not run the check, so nothing is said of what you pasted. Reload the page, or try another browser.'

export const NO_TOKEN = { word: 'No token', tone: 'unknown', icon: 'unknown' } as const

export const QUESTIONS = [
  { name: 'genuine', title: 'Genuine?' },
  { name: 'current', title: 'Current?' },
  { name: 'allowed', title: 'Allowed?' },
  { name: 'safe', title: 'Safe identity?' },
] as const

export const ANSWERS = {
  yes: { word: 'Yes', icon: 'yes', tone: 'good' },
  no: { word: 'No', icon: 'no', tone: 'bad' },
  unknown: { word: 'Unknown', icon: 'unknown', tone: 'unknown' },
} as const

/** A wide identity does not speak against the token, but against its author. */
export const UNSAFE = { word: 'No', icon: 'warning', tone: 'doubtful' } as const

export const STATES = {
  passed: { word: 'passed', icon: 'yes', tone: 'good' },
  failed: { word: 'failed', icon: 'no', tone: 'bad' },
  warned: { word: 'warning', icon: 'warning', tone: 'doubtful' },
  unknown: { word: 'unknown', icon: 'unknown', tone: 'unknown' },
  not_reached: { word: 'not reached', icon: 'none', tone: 'unknown' },
} as const

export const TARGETS = { policy: 'Identity', workflow: 'Workflow', elsewhere: 'Elsewhere' } as const

export const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`
