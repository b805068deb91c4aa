-- Ends jobs for what a peer has, if it is still what stands here. ARGV: peer, then name, version.
for i = 2, #ARGV, 2 do
  local meta = redis.call('HGET', 'kv:meta:' .. leaf(ARGV[i]), ARGV[i])
  local _, _, version = parse(meta or '')
  if not meta or version == ARGV[i + 1] then
    redis.call('ZREM', 'kv:queue:' .. ARGV[1], ARGV[i])
  end
end
return {}
