-- Drops tombstones that came before a time. ARGV: the time in ms, limit.
local names = redis.call('ZRANGEBYSCORE', 'kv:tombs', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, name in ipairs(names) do
  local place = leaf(name)
  local _, digest, version = parse(redis.call('HGET', 'kv:meta:' .. place, name))
  raise('kv:horizon', version)
  forget(name, place, digest)
end
return #names
