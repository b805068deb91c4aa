-- ARGV: stamp, life of the marker
local kept = redis.call('HMGET', KEYS[1], 's', 'lease')
if not kept[1] and not kept[2] then return 0 end
if kept[1] and not precedes(kept[1], ARGV[1]) then return 0 end
-- The removal comes first: after it, Redis takes the marker even if it is full.
redis.call('HDEL', KEYS[1], 'm', 'f', 'b', 'z', 'lease', 'until')
redis.call('HSET', KEYS[1], 's', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
