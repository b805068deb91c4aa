-- The next live pairs in order of name. ARGV: bytes, limit, name to go on after ('' from the start).
local from = ARGV[3] == '' and '-' or '(' .. ARGV[3]
local names = redis.call('ZRANGEBYLEX', 'kv:names', from, '+', 'LIMIT', 0, ARGV[2])
local found, bytes = {}, 0
for _, name in ipairs(names) do
  local _, _, version = parse(redis.call('HGET', 'kv:meta:' .. leaf(name), name))
  local value = redis.call('HGET', 'kv:values', name)
  for _, part in ipairs({name, 'L', version, value}) do found[#found + 1] = part end
  bytes = bytes + #value
  if bytes >= tonumber(ARGV[1]) then break end
end
return found
