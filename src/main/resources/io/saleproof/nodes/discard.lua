-- Forgets entries that still stand in this version. ARGV: name, version, …
for i = 1, #ARGV, 2 do
  local place = leaf(ARGV[i])
  local meta = redis.call('HGET', 'kv:meta:' .. place, ARGV[i])
  local _, digest, version = parse(meta or '')
  if meta and version == ARGV[i + 1] then forget(ARGV[i], place, digest) end
end
return {}
