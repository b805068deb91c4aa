-- Replaces an entry by a newer one. ARGV: name, state, digest, version, value, now in ms,
-- 'local' or 'remote', bound of a queue, peers to note a job for.
local name, state, digest, version = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local here = ARGV[7] == 'local'
local place = leaf(name)
local meta = redis.call('HGET', 'kv:meta:' .. place, name)
if meta then
  local s, d, v = parse(meta)
  if here and state == 'R' and s == 'R' then return {'missing'} end
  local c = order(version, v)
  if c == 0 then
    if digest == d then return {'repeated'} end
    c = order(state .. digest, s .. d)
  end
  if c < 0 then return {'older', v} end
  turn(place, d)
elseif here then
  if state == 'R' then return {'missing'} end
else
  local horizon = redis.call('GET', 'kv:horizon')
  if horizon and order(version, horizon) <= 0 then return {'too-old'} end
end
turn(place, digest)
redis.call('HSET', 'kv:meta:' .. place, name, state .. digest .. version)
if state == 'L' then
  redis.call('HSET', 'kv:values', name, ARGV[5])
  redis.call('ZADD', 'kv:names', 0, name)
  redis.call('ZREM', 'kv:tombs', name)
else
  redis.call('HDEL', 'kv:values', name)
  redis.call('ZREM', 'kv:names', name)
  redis.call('ZADD', 'kv:tombs', ARGV[6], name)
end
raise('kv:clock', version)
for i = 9, #ARGV do
  local queue = 'kv:queue:' .. ARGV[i]
  if redis.call('ZCARD', queue) >= tonumber(ARGV[8]) then
    redis.call('UNLINK', queue)
    redis.call('SADD', 'kv:behind', ARGV[i])
  end
  redis.call('ZADD', queue, 'NX', ARGV[6], name)
end
return {'written'}
