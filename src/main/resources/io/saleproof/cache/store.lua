-- ARGV: stamp, meta, fresh until, body, gzip or '', lease or '', life of the entry, life of a marker
local kept = redis.call('HMGET', KEYS[1], 's', 'lease', 'until')
local lease = ARGV[6]
if lease ~= '' and (kept[2] ~= lease or millis() >= tonumber(kept[3])) then return 0 end
if kept[1] and precedes(ARGV[1], kept[1]) then return 0 end
local done = redis.pcall('HSET', KEYS[1], 's', ARGV[1], 'm', ARGV[2], 'f', ARGV[3], 'b', ARGV[4])
if type(done) == 'table' and done.err then
  -- No room for it. A writer's state must still replace the older one: what is removed makes room for a marker.
  redis.call('HDEL', KEYS[1], 'lease', 'until')
  if lease == '' then
    redis.call('HDEL', KEYS[1], 'm', 'f', 'b', 'z')
    redis.call('HSET', KEYS[1], 's', ARGV[1])
    redis.call('PEXPIRE', KEYS[1], ARGV[8])
  end
  return redis.error_reply('OOM no room for an entry')
end
redis.call('HDEL', KEYS[1], 'lease', 'until')
if ARGV[5] == '' then redis.call('HDEL', KEYS[1], 'z') else redis.call('HSET', KEYS[1], 'z', ARGV[5]) end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 1
