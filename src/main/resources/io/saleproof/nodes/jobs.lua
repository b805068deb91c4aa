-- What the longest waiting jobs for a peer are about; a job for what was forgotten ends here.
-- ARGV: peer, limit, bytes.
local queue = 'kv:queue:' .. ARGV[1]
local found, bytes = {}, 0
for _, name in ipairs(redis.call('ZRANGE', queue, 0, ARGV[2] - 1)) do
  local meta = redis.call('HGET', 'kv:meta:' .. leaf(name), name)
  if meta then
    local state, _, version = parse(meta)
    local value = state == 'L' and redis.call('HGET', 'kv:values', name) or ''
    for _, part in ipairs({name, state, version, value}) do found[#found + 1] = part end
    bytes = bytes + #value
    if bytes >= tonumber(ARGV[3]) then break end
  else
    redis.call('ZREM', queue, name)
  end
end
return found
