-- What one would write in nginx's Lua to come near Driftgate's guard: the body must be JSON and match none of the patterns.
local _M = {}

local cjson = require "cjson.safe"
local find = ngx.re.find
local patterns = {}

-- Reads the patterns, one a line; when nginx starts.
function _M.load(file)
  for line in io.lines(file) do
    patterns[#patterns + 1] = line
  end
  assert(#patterns > 0, file .. " is empty")
end

-- Refuses the request, or lets it pass.
function _M.check()
  ngx.req.read_body()
  local body = ngx.req.get_body_data()
  if not body or cjson.decode(body) == nil then
    return ngx.exit(400)
  end
  for i = 1, #patterns do
    if find(body, patterns[i], "jo") then
      return ngx.exit(403)
    end
  end
end

return _M
