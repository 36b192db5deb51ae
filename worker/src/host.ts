/** What the worker takes from the runtime around it. Cloudflare's own types fit these (`test/types`), and so do a few lines elsewhere. */

/** Something that answers requests: the global `fetch`, or a service binding. */
export interface Service {
  fetch(address: string, init?: RequestInit): Promise<Response>
}

/** A store of texts by key: a KV namespace. */
export interface TextStore {
  get(key: string): Promise<string | null>
}

/** A namespace of Durable Objects. */
export interface ObjectNamespace {
  idFromName(name: string): unknown
  // A method, so that ids of a type of the runtime's own fit.
  get(id: never): Service
}

/** Settings and bindings by their names, whatever they are. */
export type Bindings = Readonly<Record<string, unknown>>

/** What an entry gives beside the bindings of the runtime. */
export interface Surroundings {
  readonly bindings: Bindings
  /** The policy that was deployed with the code, used if no setting names another. */
  readonly bundledPolicy?: string
  /**
   * What becomes of the content encoding of an answer: `kept` (the default) where the runtime hands it through; `refused` where the origin must
   * be asked for none; `undone` where `fetch` decodes all the same, and leaves the name.
   */
  readonly encodings?: 'kept' | 'refused' | 'undone'
  /** Where tokens that were exchanged are remembered, in runtimes without Durable Objects. */
  readonly replayStore?: ReplayStore
}

/** Remembers which tokens were exchanged. */
export interface ReplayStore {
  /**
   * Whether this is the first time. Rejects if there is no telling; then nobody may be let in. `until` is in seconds since 1970; until then
   * at least the id is remembered.
   */
  spend(id: string, until: number): Promise<boolean>
}

/** What comes with a request beside itself. */
export interface Arrival {
  /**
   * Path and query as they were sent. Default: as they stand in the request's `url`, which some runtimes have normalised by then.
   */
  readonly target?: string
  /** Lets work go on after the answer was given. Default: it goes on by itself. */
  readonly waitUntil?: (work: Promise<unknown>) => void
}

/** Answers a request. Never rejects. */
export type Handler = (request: Request, arrival?: Arrival) => Promise<Response>
