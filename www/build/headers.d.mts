export declare const headersOf: (path: string) => [string, string][]
export declare const policy: string
export declare const metaPolicy: string
