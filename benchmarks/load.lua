-- wrk script: POSTs the bodies of a file in turn, and prints one line of figures at the end.
-- arguments: body file, path
function init(args)
  local bodies = {}
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = line
  end
  requests = {}
  for i, body in ipairs(bodies) do
    requests[i] = wrk.format("POST", args[2], { ["Content-Type"] = "application/json" }, body)
  end
  at = 0
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.1f %.1f %.1f %d\n",
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
