-- What the scripts share. Keys: kv:values (hash: name, value), kv:names (live names in order),
-- kv:meta:LEAF (hash: name, state .. digest .. version), kv:digest (hash: group or leaf, digest),
-- kv:tombs (name, when it came), kv:clock and kv:horizon (versions), kv:queue:PEER (name, since),
-- kv:behind (peers), kv:comparing (of those, which are being compared with). A state is L (live) or R (removed).
local NONE = '0000000000000000'

-- By bytes: Lua's own order of strings depends on the locale of the server.
local function order(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y and -1 or 1 end
  end
  return #a == #b and 0 or (#a < #b and -1 or 1)
end

local function leaf(name) return redis.sha1hex(name):sub(1, 3) end

local function half(a, b, from)
  return bit.tohex(bit.bxor(tonumber(a:sub(from, from + 7), 16), tonumber(b:sub(from, from + 7), 16)))
end

-- Puts an entry's digest into those of its group and leaf, or takes it out again.
local function turn(place, digest)
  for _, range in ipairs({place:sub(1, 2), place}) do
    local now = redis.call('HGET', 'kv:digest', range) or NONE
    now = half(now, digest, 1) .. half(now, digest, 9)
    if now == NONE then redis.call('HDEL', 'kv:digest', range)
    else redis.call('HSET', 'kv:digest', range, now) end
  end
end

local function parse(meta) return meta:sub(1, 1), meta:sub(2, 17), meta:sub(18) end

local function raise(key, version)
  local now = redis.call('GET', key)
  if not now or order(version, now) > 0 then redis.call('SET', key, version) end
end

local function forget(name, place, digest)
  turn(place, digest)
  redis.call('HDEL', 'kv:meta:' .. place, name)
  redis.call('HDEL', 'kv:values', name)
  redis.call('ZREM', 'kv:names', name)
  redis.call('ZREM', 'kv:tombs', name)
end
