-- What stands for these names, until the values have so many bytes. ARGV: bytes, names.
local found, bytes = {}, 0
for i = 2, #ARGV do
  local meta = redis.call('HGET', 'kv:meta:' .. leaf(ARGV[i]), ARGV[i])
  if meta then
    local state, _, version = parse(meta)
    local value = state == 'L' and redis.call('HGET', 'kv:values', ARGV[i]) or ''
    for _, part in ipairs({ARGV[i], state, version, value}) do found[#found + 1] = part end
    bytes = bytes + #value
    if bytes >= tonumber(ARGV[1]) then break end
  end
end
return found
