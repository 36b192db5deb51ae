// The same in CommonJS.
const claimgate = require('claimgate')
const explaining = require('claimgate/explain')

const { answers } = require('./suite.mjs')

answers({ ...claimgate, ...explaining }).then((it) => console.log(JSON.stringify(it)))
