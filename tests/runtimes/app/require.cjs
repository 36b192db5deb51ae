// The same in CommonJS.
const claimgate = require('claimgate')
const { explain } = require('claimgate/explain')

const { answers } = require('./suite.mjs')

answers({ ...claimgate, explain }).then((it) => console.log(JSON.stringify(it)))
