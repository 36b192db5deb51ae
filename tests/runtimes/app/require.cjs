// The same in CommonJS.
const claimgate = require('claimgate')
const exchanging = require('claimgate/exchange')
const explaining = require('claimgate/explain')
const { RemoteKeys } = require('claimgate/keys')
const { guard } = require('claimgate/web')

const { answers } = require('./suite.mjs')

answers({ ...claimgate, ...exchanging, ...explaining, guard, RemoteKeys }).then((it) => console.log(JSON.stringify(it)))
