/** All of the package. */
export * from 'claimgate'
export * from 'claimgate/exchange'
export * from 'claimgate/explain'
export * from 'claimgate/keys'
export * from 'claimgate/web'
