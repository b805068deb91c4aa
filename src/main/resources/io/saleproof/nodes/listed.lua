-- Enters this node in the shared list and answers the list, by the clock of the list's own server.
-- ARGV: name, address, life of an entry in ms. Keys: saleproof:nodes, saleproof:nodes:until.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', 'saleproof:nodes', ARGV[1], ARGV[2])
redis.call('ZADD', 'saleproof:nodes:until', now + ARGV[3], ARGV[1])
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', 'saleproof:nodes:until', '-inf', now)) do
  redis.call('HDEL', 'saleproof:nodes', dead)
  redis.call('ZREM', 'saleproof:nodes:until', dead)
end
return redis.call('HGETALL', 'saleproof:nodes')
