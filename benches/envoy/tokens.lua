-- Every request has the next token of a file, a token a line: wrk -s tokens.lua URL -- FILE
local tokens = {}
local place = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    tokens[#tokens + 1] = wrk.format("GET", nil, { authorization = "Bearer " .. line })
  end
end

function request()
  place = place % #tokens + 1
  return tokens[place]
end

function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  local rate = summary.requests / summary.duration * 1e6
  print(string.format("RESULT %f %d %d %d %d", rate, wrong, latency:percentile(50), latency:percentile(99), summary.requests))
end
