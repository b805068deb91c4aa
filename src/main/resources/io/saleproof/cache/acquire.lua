-- ARGV: identity of the refused entry or '', now, new token, life of a lease, when it was asked for
local kept = redis.call('HMGET', KEYS[1], 'm', 'f', 'lease', 'until', 'b', 'z')
local meta, refused = kept[1], ARGV[1]
if meta and tonumber(kept[2]) > tonumber(ARGV[2]) and (refused == '' or meta:sub(1, #refused) ~= refused) then
  return {'found', meta, kept[5], kept[6]}
end
local now, life = millis(), tonumber(ARGV[4])
if kept[3] and now < tonumber(kept[4]) then return {'busy'} end
-- What waited here while Redis stood still may have nobody left who waits for it: others must not wait for that one.
-- Never less than a tenth, so that clocks that differ shorten leases and no more.
life = math.floor(math.max(life - math.max(now - tonumber(ARGV[5]), 0), life / 10))
redis.call('HSET', KEYS[1], 'lease', ARGV[3], 'until', string.format('%.0f', now + life))
if redis.call('PTTL', KEYS[1]) < life then redis.call('PEXPIRE', KEYS[1], life) end
return {'yours', meta, kept[5], kept[6]}
