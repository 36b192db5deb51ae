// The same in CommonJS.
const claimgate = require('claimgate')
const explaining = require('claimgate/explain')
const { RemoteKeys } = require('claimgate/keys')

const { answers } = require('./suite.mjs')

answers({ ...claimgate, ...explaining, RemoteKeys }).then((it) => console.log(JSON.stringify(it)))
