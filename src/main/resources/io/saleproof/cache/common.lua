-- What the scripts share. A key is a hash: s (stamp, as text in the order of states), m (meta data), f (fresh until),
-- b (body), z (gzip), lease (token), until (when the lease ends). Without m it is a marker, or only a lease.

-- By bytes: Lua's own order of strings depends on the locale of the server.
local function precedes(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

